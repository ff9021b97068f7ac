import type { Clock } from "../../../base/clock";
import type { Json } from "./json";
import type { Evaluator } from "./jsonata/evaluator";

/** The surroundings that a running state machine needs. */
export interface Runtime {
  clock: Clock;
  /** Wait states, and timeouts of tasks that wait for their token, are divided by it. */
  timeScale: number;
  /** From 0 (included) to 1 (excluded), for the jitter of retries. */
  random(): number;
  evaluator: Evaluator;
  /** @throws StateError `States.Runtime` for parameters that a task can't be started with */
  requireParameters(resource: string, parameters: Json): void;
  /** Calls the resource of a task. @throws StateError (as a rejection) where the call fails */
  call(resource: string, parameters: Json): Promise<Json>;
  /** Opens a task whose result somebody sends with its token. */
  openTask(): OpenTask;
  record(event: HistoryEvent): number;
}

export interface OpenTask {
  token: string;
  /** Rejects with a StateError where a failure is sent. */
  outcome: Promise<Json>;
  /** Called at every heartbeat that is sent. */
  onHeartbeat(callback: () => void): void;
  /** The token is worth nothing from here on. */
  close(): void;
}

/** One line of an execution's history; its id is its place, from 1. */
export interface HistoryEvent {
  type: string;
  previousId: number;
  /** Named as in the API's `<type>EventDetails`. */
  details: Readonly<Record<string, unknown>>;
}
