import type { Pool } from "pg";
import { type Clock, sleep } from "../../../functions/shared/clock";

/** An external API in memory, on the test's clock. */
export class SimulatedApi {
  /** Milliseconds that an answer takes. */
  latencyMs = 50;
  /** Decides the status by the body. */
  status: (body: string) => number = () => 200;
  /** Headers of every answer. */
  headers: Record<string, string> = {};
  /** Does not answer at all. */
  silent = false;
  readonly calls: { body: string; key: string; at: number }[] = [];
  /** Method and headers of each call. */
  readonly requests: { method: string | undefined; headers: Record<string, string> }[] = [];
  #underWay = 0;
  mostUnderWay = 0;

  constructor(readonly clock: Clock) {}

  readonly fetch = (async (_url: string, init: RequestInit) => {
    const body = String(init.body);
    const key = new Headers(init.headers).get("idempotency-key") ?? "";
    this.calls.push({ body, key, at: this.clock.now() });
    this.requests.push({ method: init.method, headers: Object.fromEntries(new Headers(init.headers)) });
    this.#underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.#underWay);
    try {
      const signal = init.signal as AbortSignal;
      await sleep(this.clock, this.silent ? 3_600_000 : this.latencyMs, signal);
      return new Response("answer", { status: this.status(body), headers: this.headers });
    } finally {
      this.#underWay -= 1;
    }
  }) as typeof fetch;
}

/** The one table of Postgres that a webhook worker knows, on the test's clock. */
export class SimulatedTable {
  readonly rows = new Map<string, string>();
  /** Rows of each insert. */
  readonly inserts: number[] = [];
  /** Throws in place of an answer. */
  fail: (bodies: readonly string[]) => void = () => undefined;

  constructor(
    readonly clock: Clock,
    readonly latencyMs = 5,
  ) {}

  readonly pool = {
    query: async (text: string, values: unknown[]) => {
      await sleep(this.clock, this.latencyMs, new AbortController().signal);
      return { rows: text.includes("INSERT") ? this.#insert(values as string[][]) : this.#select(values as string[]) };
    },
  } as unknown as Pick<Pool, "query" | "connect">;

  #insert([sources = [], ids = [], bodies = []]: string[][]) {
    const texts = bodies.map((body) => body.toString());
    this.fail(texts);
    this.inserts.push(ids.length);
    return ids.flatMap((id, index) => {
      const key = `${sources[index]}/${id}`;
      if (this.rows.has(key)) return [];
      this.rows.set(key, texts[index] ?? "");
      return [{ source: sources[index], delivery_id: id }];
    });
  }

  #select([source, id]: string[]) {
    this.fail([]);
    return this.rows.has(`${source}/${id}`) ? [{}] : [];
  }
}
