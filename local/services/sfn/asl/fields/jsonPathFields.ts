import { holds, isTimestamp } from "../choice";
import type {
  Assign,
  Catcher,
  ChoiceState,
  FailState,
  MapState,
  ParallelState,
  PassState,
  State,
  SucceedState,
  TaskState,
  WaitState,
} from "../definition";
import { isArray, isObject, type Json, type JsonObject } from "../json";
import { type PathData, parsePath, query, withValueAt } from "../jsonPath";
import { runtimeError, StateError } from "../stateError";
import { dynamic, fill } from "../template";
import type { VariableScope } from "../variables";
import type { Outcome, StateFields, TaskLimits, Waiting } from "./stateFields";

/** Reads the fields of a JSONPath state. */
export class JsonPathFields implements StateFields {
  readonly #data: PathData;

  constructor(
    private readonly state: State,
    private readonly raw: Json,
    context: JsonObject,
    variables: VariableScope,
  ) {
    const all = { input: raw, context, variables };
    this.#data = state.Type === "Fail" ? all : { ...all, input: atPath(state.InputPath, all, "InputPath") };
  }

  get input(): Json {
    return this.#data.input;
  }

  parameters({ Parameters }: TaskState | ParallelState, extra: JsonObject = {}): Json {
    return Parameters === undefined ? this.input : fill(Parameters, this.#with(extra));
  }

  limits(state: TaskState, extra: JsonObject): TaskLimits {
    const seconds = (name: "TimeoutSeconds" | "HeartbeatSeconds") => {
      const path = state[`${name}Path`];
      if (path === undefined) return state[name] as number | undefined;
      const value = query(parsePath(path), this.#with(extra), `${name}Path`);
      if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
      throw runtimeError(`${name}Path must lead to a positive whole number, got ${JSON.stringify(value)}`);
    };
    return { timeoutSeconds: seconds("TimeoutSeconds"), heartbeatSeconds: seconds("HeartbeatSeconds") };
  }

  waiting({ Seconds, SecondsPath, Timestamp, TimestampPath }: WaitState): Waiting {
    if (Seconds !== undefined) return { seconds: Number(Seconds) };
    if (SecondsPath !== undefined) {
      const seconds = query(parsePath(SecondsPath), this.#data, "SecondsPath");
      if (typeof seconds === "number" && Number.isInteger(seconds) && seconds >= 0) return { seconds };
      throw runtimeError(
        `The SecondsPath parameter does not reference a whole number of at least 0: ${SecondsPath} == ${textual(seconds)}`,
      );
    }
    const timestamp = Timestamp ?? query(parsePath(String(TimestampPath)), this.#data, "TimestampPath");
    if (isTimestamp(timestamp)) return { until: String(timestamp) };
    throw runtimeError(
      "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: " +
        `${TimestampPath} == ${textual(timestamp)}`,
    );
  }

  chosen(state: ChoiceState): (Outcome & { next: string }) | undefined {
    const rule = state.Choices.find((candidate) => holds(candidate, this.#data));
    const next = rule?.Next ?? state.Default;
    if (next === undefined) return undefined;
    const assign = rule === undefined ? state.Assign : (rule.Assign as Assign | undefined);
    return { next, output: this.#out(this.input), assigned: this.#assigned(assign, this.input) };
  }

  passed({ Result, Parameters }: PassState): Json {
    if (Result !== undefined) return Result;
    return Parameters === undefined ? this.input : fill(Parameters, this.#data);
  }

  failure(state: FailState): StateError {
    const text = (name: "Error" | "Cause") => {
      const path = state[`${name}Path`];
      if (path === undefined) return state[name] ?? "";
      const value = dynamic(path, this.#data, `${name}Path`);
      if (typeof value === "string") return value;
      throw runtimeError(`${name}Path must lead to a text, got ${JSON.stringify(value)}`);
    };
    return new StateError(text("Error"), text("Cause"));
  }

  items({ ItemsPath }: MapState): readonly Json[] {
    const items = ItemsPath === undefined ? this.input : query(parsePath(ItemsPath), this.#data, "ItemsPath");
    if (isArray(items)) return items;
    throw runtimeError(`Reference path "${ItemsPath ?? "$"}" must point to array.`);
  }

  concurrency({ MaxConcurrency = 0, MaxConcurrencyPath }: MapState): number {
    return MaxConcurrencyPath === undefined
      ? Number(MaxConcurrency)
      : this.#wholeAt("MaxConcurrency", MaxConcurrencyPath);
  }

  checkTolerance(state: MapState): void {
    for (const name of ["ToleratedFailureCount", "ToleratedFailurePercentage"] as const) {
      const path = state[`${name}Path`];
      if (path !== undefined) this.#wholeAt(name, path);
    }
  }

  itemInput({ ItemSelector, Parameters }: MapState, item: Json, extra: JsonObject): Json {
    const selector = ItemSelector ?? Parameters;
    return selector === undefined ? item : fill(selector, this.#with(extra));
  }

  outcome(state: TaskState | ParallelState | MapState | PassState | WaitState | SucceedState, result: Json): Outcome {
    const assigned = this.#assigned("Assign" in state ? state.Assign : undefined, result);
    if (state.Type === "Wait" || state.Type === "Succeed") return { output: this.#out(result), assigned };
    const selector = "ResultSelector" in state ? state.ResultSelector : undefined;
    const selected = selector === undefined ? result : fill(selector, { ...this.#data, input: result });
    return { output: this.#out(atResultPath(state.ResultPath, this.raw, selected)), assigned };
  }

  caught({ ResultPath, Assign }: Catcher, _index: number, { error, reason }: StateError): Outcome {
    const errorOutput = { Error: error, Cause: reason };
    return {
      output: atResultPath(ResultPath, this.raw, errorOutput),
      assigned: this.#assigned(Assign, errorOutput),
    };
  }

  /** `$` in `Assign` is the result of the state's work, be it an error, and where it does none the input. */
  #assigned(template: Assign | undefined, input: Json): Outcome["assigned"] {
    if (template === undefined) return undefined;
    return fill(template, { ...this.#data, input }) as Outcome["assigned"];
  }

  #out(value: Json): Json {
    const path = "OutputPath" in this.state ? this.state.OutputPath : undefined;
    return atPath(path, { ...this.#data, input: value }, "OutputPath");
  }

  #with(extra: JsonObject): PathData {
    const { context } = this.#data;
    return { ...this.#data, context: { ...(isObject(context) && context), ...extra } };
  }

  /** @throws StateError `States.Runtime` where the path leads to anything but a whole number of at least 0, be it as a text */
  #wholeAt(field: string, path: string): number {
    const value = query(parsePath(path), this.#data, `${field}Path`);
    const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
    if (typeof number !== "number" || !Number.isInteger(number)) {
      throw runtimeError(
        `The ${field}Path field refers to value "${textual(value)}" which is not a valid integer: ${path}`,
      );
    }
    if (number >= 0) return number;
    throw runtimeError(`Expected non-negative integer for ${field}, got '${number}' instead.`);
  }
}

function textual(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function atPath(path: string | null | undefined, data: PathData, field: string): Json {
  if (path === undefined) return data.input;
  return path === null ? {} : query(parsePath(path), data, field);
}

function atResultPath(path: string | null | undefined, input: Json, result: Json): Json {
  if (path === undefined) return result;
  return path === null ? input : withValueAt(input, parsePath(path), result);
}
