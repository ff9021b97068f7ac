import type { Pool } from "pg";
import { type Clock, sleep } from "../../../functions/shared/clock";

/** An API that knows the state of entities, in memory and on the test's clock. */
export class SimulatedEntities {
  /** The number of each entity's last change; those that are not here are gone. */
  readonly changes = new Map<string, number>();
  /** Milliseconds that an answer takes. */
  latencyMs = 50;
  /** Decides the status by the entity. */
  status: (entityId: string) => number = () => 200;
  /** Does not answer at all. */
  silent = false;
  readonly requests: { entityId: string; at: number }[] = [];

  constructor(readonly clock: Clock) {}

  requestsOf(entityId: string): number[] {
    return this.requests.filter((request) => request.entityId === entityId).map(({ at }) => at);
  }

  readonly fetch = (async (url: string, init: RequestInit) => {
    const entityId = decodeURIComponent(url.slice("https://api.test/entities/".length));
    this.requests.push({ entityId, at: this.clock.now() });
    const change = this.changes.get(entityId);
    const status = this.status(entityId);
    await sleep(this.clock, this.silent ? 3_600_000 : this.latencyMs, init.signal as AbortSignal);
    if (status !== 200) return new Response("no", { status });
    return change === undefined ? new Response("gone", { status: 404 }) : Response.json({ entityId, change });
  }) as typeof fetch;
}

/** The table of entities, on the test's clock. */
export class SimulatedRows {
  readonly rows = new Map<string, { state: string | null; changes: number; claimVersion: number }>();
  /** Throws in place of an answer. */
  fail: (entityIds: readonly string[]) => void = () => undefined;

  constructor(
    readonly clock: Clock,
    readonly latencyMs = 5,
  ) {}

  change(entityId: string): number | undefined {
    return (JSON.parse(this.rows.get(entityId)?.state ?? "{}") as { change?: number }).change;
  }

  readonly pool = {
    query: async (_text: string, values: unknown[]) => {
      await sleep(this.clock, this.latencyMs, new AbortController().signal);
      const [ids, states, changes, versions] = values as [string[], (string | null)[], number[], number[]];
      this.fail(ids);
      const rows = ids.flatMap((entityId, index) => {
        const claimVersion = versions[index] ?? 0;
        if ((this.rows.get(entityId)?.claimVersion ?? 0) >= claimVersion) return [];
        this.rows.set(entityId, { state: states[index] ?? null, changes: changes[index] ?? 0, claimVersion });
        return [{ entity_id: entityId }];
      });
      return { rows };
    },
  } as unknown as Pick<Pool, "query" | "connect">;
}
