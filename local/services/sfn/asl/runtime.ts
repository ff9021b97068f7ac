import type { Clock } from "../../../base/clock";
import type { Json, JsonObject } from "./json";
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
  /** Opens a task whose result somebody sends with its token. @param token that an earlier process gave out. @default a new one */
  openTask(token?: string): OpenTask;
  /** Has a worker of an activity do a task. @returns what takes back a task that nobody has */
  offer(activityArn: string, task: WorkersTask): () => void;
  record(event: HistoryEvent): number;
  /** Has what was recorded outlive the process. Called before anything that others see: a task's call, the answer to who sent a result. */
  keep(): void;
  /** Runs a state so that what it calls is told to follow from it. Absent where nobody follows. */
  followed?<Result>(state: EnteredState, run: () => Promise<Result>): Promise<Result>;
  /** Keeps that a block waits, and what was recorded so far. */
  pausing(block: string, pause: Omit<Pause, "after">): void;
}

/** A state as it is entered. */
export interface EnteredState {
  /** The context object of its execution. */
  context: JsonObject;
  name: string;
  input: Json;
}

/** A task for a worker, whose result comes by its token. */
export interface WorkersTask {
  token: string;
  /** JSON. */
  input: string;
  /** Called when a worker has it, who may tell a name. */
  onTaken(workerName: string | undefined): void;
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
  note?: Note;
}

/** The facts about an event that a later process needs to go on from it, and that no history shows. */
export interface Note {
  /** Where it happened, see `Frame`. @default the machine itself */
  block?: string;
  /** True where the block's next event does not follow it. */
  isAside?: true;
  /** The state to enter after the one that is left; absent where the block ends. */
  next?: string;
  /** The token of a task that is scheduled. */
  token?: string;
  /** Set where a task timed out for want of a heartbeat. */
  origin?: "heartbeat";
}

/** A wait of a state, by the clock. */
export interface Pause {
  /** Id of the event by which the state was entered. */
  entered: number;
  /** Milliseconds since the Unix epoch. */
  until: number;
  /** The newest event of the execution when it began. */
  after: number;
  /** Set before another try: how often each retrier was used. */
  used?: readonly number[];
}
