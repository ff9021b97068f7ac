import { rowsOf } from "../database";
import { depthOf, tasksOf } from "../systemState";
import type { DebounceTarget } from "./target";

/** A debouncing system as seen from outside, at one moment. */
export interface DebounceState {
  /** Webhooks that wait in the queue, and that handlers have in hand. */
  waiting: number;
  inFlight: number;
  deadLetters: number;
  handlers: { running: number; desired: number };
  processors: { running: number; desired: number };
}

/** Looks at a running system through the AWS APIs and its database. */
export class DebounceSystem {
  constructor(
    private readonly target: Pick<DebounceTarget, "clients" | "outputs">,
    private readonly runId: string,
  ) {}

  async state(): Promise<DebounceState> {
    const { clients, outputs } = this.target;
    const [queue, deadLetters, handlers, processors] = await Promise.all([
      depthOf(clients.sqs, outputs.queueUrl),
      depthOf(clients.sqs, outputs.deadLetterQueueUrl),
      tasksOf(clients.ecs, outputs.clusterName, outputs.handlerServiceName),
      tasksOf(clients.ecs, outputs.clusterName, outputs.processorServiceName),
    ]);
    return { ...queue, deadLetters: deadLetters.waiting, handlers, processors };
  }

  /** The last change of each of the run's entities that Postgres holds. */
  async stored(): Promise<Map<string, number>> {
    const rows = await rowsOf<{ entity_id: string; change: string | null }>(
      this.target.clients.pool,
      "SELECT entity_id, state->>'change' AS change FROM entities WHERE starts_with(entity_id, $1)",
      [`${this.runId}-`],
    );
    return new Map(rows.map(({ entity_id, change }) => [entity_id, Number(change ?? -1)]));
  }
}
