import { isTimestamp } from "../choice";
import type {
  Assign,
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
import { isArray, type Json, type JsonObject } from "../json";
import type { JsonataQuery, StatesVariable } from "../jsonata/query";
import { queryError, StateError } from "../stateError";
import type { Outcome, StateFields, TaskLimits, Waiting } from "./stateFields";

/** Reads the fields of a JSONata state. */
export class JsonataFields implements StateFields {
  constructor(
    readonly input: Json,
    private readonly context: JsonObject,
    private readonly query: JsonataQuery,
  ) {}

  parameters({ Arguments }: TaskState | ParallelState, extra: JsonObject = {}): Json {
    return Arguments === undefined ? this.input : this.query.value(Arguments, "Arguments", this.#states(extra));
  }

  limits(state: TaskState, extra: JsonObject): TaskLimits {
    const seconds = (name: "TimeoutSeconds" | "HeartbeatSeconds") => {
      const value = state[name];
      return value === undefined ? undefined : this.query.whole(value, name, 1, this.#states(extra));
    };
    return { timeoutSeconds: seconds("TimeoutSeconds"), heartbeatSeconds: seconds("HeartbeatSeconds") };
  }

  waiting({ Seconds, Timestamp = "" }: WaitState): Waiting {
    const states = this.#states();
    if (Seconds !== undefined) return { seconds: this.query.whole(Seconds, "Seconds", 0, states) };
    const until = this.query.typed(Timestamp, "Timestamp", "string", states);
    if (isTimestamp(until)) return { until };
    throw queryError("Timestamp", `Timestamp must be as in "2026-08-18T17:33:00Z", got ${JSON.stringify(until)}`);
  }

  chosen({ Choices, Default, Output, Assign }: ChoiceState): (Outcome & { next: string }) | undefined {
    const states = this.#states();
    const index = Choices.findIndex(({ Condition = null }, at) =>
      this.query.typed(Condition, `Choices[${at}]/Condition`, "boolean", states),
    );
    const rule = Choices[index];
    if (rule !== undefined) {
      const { Next, Output: ofRule, Assign: assigned } = rule;
      return {
        next: Next,
        ...this.#outcome({ Output: ofRule, Assign: assigned }, this.input, states, `Choices[${index}]/`),
      };
    }
    if (Default === undefined) return undefined;
    return { next: Default, ...this.#outcome({ Output, Assign }, this.input, states) };
  }

  passed(_state: PassState): Json {
    return this.input;
  }

  failure({ Error: error, Cause: cause }: FailState): StateError {
    const text = (value: string | undefined, field: string) =>
      value === undefined ? "" : this.query.typed(value, field, "string", this.#states());
    return new StateError(text(error, "Error"), text(cause, "Cause"));
  }

  items({ Items }: MapState): readonly Json[] {
    if (Items !== undefined) return this.query.typed(Items, "Items", "array", this.#states());
    if (isArray(this.input)) return this.input;
    throw queryError("Items", "The Map state's input must be an array where it has no Items.");
  }

  concurrency({ MaxConcurrency = 0 }: MapState): number {
    return this.query.whole(MaxConcurrency, "MaxConcurrency", 0, this.#states());
  }

  checkTolerance(state: MapState): void {
    for (const name of ["ToleratedFailureCount", "ToleratedFailurePercentage"] as const) {
      const value = state[name];
      if (value !== undefined) this.query.typed(value, name, "number", this.#states());
    }
  }

  itemInput({ ItemSelector }: MapState, item: Json, extra: JsonObject): Json {
    return ItemSelector === undefined ? item : this.query.value(ItemSelector, "ItemSelector", this.#states(extra));
  }

  outcome(state: TaskState | ParallelState | MapState | PassState | WaitState | SucceedState, result: Json): Outcome {
    const worked = state.Type === "Task" || state.Type === "Parallel" || state.Type === "Map";
    return this.#outcome(state, result, { ...this.#states(), ...(worked && { result }) });
  }

  caught(catcher: Catcher, index: number, { error, reason }: StateError): Outcome {
    const errorOutput = { Error: error, Cause: reason };
    return this.#outcome(catcher, errorOutput, { ...this.#states(), errorOutput }, `Catch[${index}]/`);
  }

  #outcome(
    { Output, Assign }: { Output?: Json | undefined; Assign?: Assign | Json | undefined },
    byDefault: Json,
    states: StatesVariable,
    place = "",
  ): Outcome {
    return {
      output: Output === undefined ? byDefault : this.query.value(Output, `${place}Output`, states),
      assigned:
        Assign === undefined ? undefined : (this.query.value(Assign, `${place}Assign`, states) as Outcome["assigned"]),
    };
  }

  #states(extra: JsonObject = {}): StatesVariable {
    return { input: this.input, context: { ...this.context, ...extra } };
  }
}
