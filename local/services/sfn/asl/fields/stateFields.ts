import type {
  Catcher,
  ChoiceState,
  FailState,
  MapState,
  ParallelState,
  PassState,
  SucceedState,
  TaskState,
  WaitState,
} from "../definition";
import type { Json, JsonObject } from "../json";
import type { StateError } from "../stateError";

/** The output of a state, and the variables that it sets. */
export interface Outcome {
  output: Json;
  assigned: Readonly<Record<string, Json>> | undefined;
}

/** How long a Wait state waits. */
export type Waiting = { seconds: number } | { until: string };

export interface TaskLimits {
  timeoutSeconds: number | undefined;
  heartbeatSeconds: number | undefined;
}

/**
 * The fields of a state at one try, read in the state's query language. Everything in them sees the variables as they were when the
 * state was entered.
 *
 * Each throws a StateError: `States.Runtime` and `States.IntrinsicFailure` in JSONPath, `States.QueryEvaluationError` in JSONata.
 */
export interface StateFields {
  /** The parameters of a task, or the input of a Parallel state's branches. @param extra members of the context object */
  parameters(state: TaskState | ParallelState, extra?: JsonObject): Json;
  limits(state: TaskState, extra: JsonObject): TaskLimits;
  waiting(state: WaitState): Waiting;
  /** The rule that holds, or the default. `undefined`: there is none */
  chosen(state: ChoiceState): (Outcome & { next: string }) | undefined;
  /** The result of a Pass state. */
  passed(state: PassState): Json;
  failure(state: FailState): StateError;
  items(state: MapState): readonly Json[];
  /** 0: as many as there may be. */
  concurrency(state: MapState): number;
  /** Reads how many failures a Map state tolerates, which counts for distributed ones only. */
  checkTolerance(state: MapState): void;
  itemInput(state: MapState, item: Json, extra: JsonObject): Json;
  /** @param result of the state's work, or in a Wait or Succeed state its input */
  outcome(state: TaskState | ParallelState | MapState | PassState | WaitState | SucceedState, result: Json): Outcome;
  caught(catcher: Catcher, index: number, error: StateError): Outcome;
  /** The input that Wait and Succeed states hand on. */
  readonly input: Json;
}
