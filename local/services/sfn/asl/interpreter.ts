import { holds, isTimestamp } from "./choice";
import type { Block, MapState, ParallelState, Resilient, State, TaskState, WaitState } from "./definition";
import { type Frame, record, recordAside, requireSize } from "./frame";
import { isArray, isObject, type Json, type JsonObject } from "./json";
import { type PathData, parsePath, query, withValueAt } from "./jsonPath";
import { catcherOf, Retries } from "./retrying";
import type { Runtime } from "./runtime";
import { runtimeError, StateError } from "./stateError";
import { runTask } from "./task";
import { dynamic, fill } from "./template";
import { together } from "./together";
import { Interrupted, pause } from "./waiting";

/** "Map state processing modes", inline mode: up to 40 iterations at a time. */
const MAP_CONCURRENCY = 40;

/**
 * Runs a state machine, or a branch of one, to its output.
 *
 * Written here because no package does it: `aws-local-stepfunctions` 3.0.0 knows neither task tokens nor heartbeats, strips
 * every backslash from what intrinsic functions return, ends a wait or a timeout above 2^31 milliseconds at once, waits by
 * the machine's own clock, and its context object lacks `$$.Task` and `$$.State`.
 *
 * @throws StateError (as a rejection) where the machine fails, `Interrupted` when the frame's signal aborts
 */
export async function runBlock(runtime: Runtime, block: Block, input: Json, frame: Frame): Promise<Json> {
  let name = block.StartAt;
  let data = input;
  for (;;) {
    const state = block.States[name];
    if (state === undefined) throw runtimeError(`there is no state "${name}"`);
    const { output, next } = await runState(runtime, name, state, data, frame);
    requireSize(name, output);
    if (next === undefined) return output;
    name = next;
    data = output;
  }
}

interface Step {
  output: Json;
  /** `undefined`: the block ends. */
  next: string | undefined;
}

async function runState(runtime: Runtime, name: string, state: State, input: Json, frame: Frame): Promise<Step> {
  if (frame.signal.aborted) throw new Interrupted();
  const resilient: Resilient = canRetry(state) ? state : {};
  const retries = new Retries(resilient.Retry ?? []);
  const enteredAt = new Date(runtime.clock.now()).toISOString();
  const id = record(runtime, frame, `${state.Type}StateEntered`, { name, input: JSON.stringify(input) });
  frame.running = state.Type;
  for (;;) {
    try {
      const own = { EnteredTime: enteredAt, Name: name, ...(canRetry(state) && { RetryCount: retries.count }) };
      const step = await attempt(runtime, name, state, input, { ...frame.context, State: own }, frame);
      record(runtime, frame, `${state.Type}StateExited`, { name, output: JSON.stringify(step.output) });
      frame.running = undefined;
      return step;
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      const delayMs = retries.next(error, runtime.random);
      if (delayMs !== undefined) {
        await pause(runtime.clock, delayMs, frame.signal);
        continue;
      }
      if ((state.Type === "Map" || state.Type === "Parallel") && isRecorded(error))
        record(runtime, frame, `${state.Type}StateFailed`, {});
      const catcher = catcherOf(resilient, error);
      if (catcher === undefined) throw located(error, name, id);
      const output = atResultPath(catcher.ResultPath, input, { Error: error.error, Cause: error.reason });
      record(runtime, frame, `${state.Type}StateExited`, { name, output: JSON.stringify(output) });
      frame.running = undefined;
      return { output, next: catcher.Next };
    }
  }
}

function canRetry(state: State): state is TaskState | ParallelState | MapState {
  return state.Type === "Task" || state.Type === "Parallel" || state.Type === "Map";
}

/** Tells if a Map or Parallel state has an event of its own for an error, as AWS has for all but `States.Runtime`. */
function isRecorded(error: unknown): boolean {
  return error instanceof StateError && error.error !== "States.Runtime";
}

function located(error: StateError, name: string, eventId: number): StateError {
  if (error.error !== "States.Runtime" || error.reason.startsWith("An error occurred")) return error;
  return runtimeError(
    `An error occurred while executing the state '${name}' (entered at the event id #${eventId}). ${error.reason}`,
  );
}

async function attempt(
  runtime: Runtime,
  name: string,
  state: State,
  raw: Json,
  context: JsonObject,
  frame: Frame,
): Promise<Step> {
  if (state.Type === "Fail") {
    const data = { input: raw, context };
    throw new StateError(
      textOf(state.Error, state.ErrorPath, data, "ErrorPath"),
      textOf(state.Cause, state.CausePath, data, "CausePath"),
    );
  }
  const input = atPath(state.InputPath, { input: raw, context }, "InputPath");
  const data: PathData = { input, context };
  const out = (result: Json) => atPath(state.OutputPath, { input: result, context }, "OutputPath");
  switch (state.Type) {
    case "Succeed":
      return { output: out(input), next: undefined };
    case "Choice": {
      const chosen = state.Choices.find((rule) => holds(rule, data))?.Next ?? state.Default;
      if (chosen === undefined)
        throw new StateError("States.NoChoiceMatched", "No Choice rule matched and there is no Default");
      return { output: out(input), next: chosen };
    }
    case "Wait":
      await pause(runtime.clock, waitMs(runtime, state, data), frame.signal);
      return { output: out(input), next: state.Next };
    case "Pass": {
      const result = state.Result ?? (state.Parameters === undefined ? input : fill(state.Parameters, data));
      return { output: out(atResultPath(state.ResultPath, raw, result)), next: state.Next };
    }
  }
  const result = await resultOf(runtime, name, state, data, frame);
  if (state.Type !== "Task") requireSize(name, result);
  const selected = state.ResultSelector === undefined ? result : fill(state.ResultSelector, { input: result, context });
  return { output: out(atResultPath(state.ResultPath, raw, selected)), next: state.Next };
}

function resultOf(
  runtime: Runtime,
  name: string,
  state: TaskState | ParallelState | MapState,
  data: PathData,
  frame: Frame,
): Promise<Json> {
  switch (state.Type) {
    case "Task":
      return runTask(runtime, name, state, data, frame);
    case "Parallel":
      return runBranches(runtime, state, data, frame);
    case "Map":
      return runItems(runtime, name, state, data, frame);
  }
}

async function runBranches(runtime: Runtime, state: ParallelState, data: PathData, frame: Frame): Promise<Json> {
  const input = state.Parameters === undefined ? data.input : fill(state.Parameters, data);
  record(runtime, frame, "ParallelStateStarted", {});
  const outputs = await together(frame, state.Branches.length, state.Branches, (branch, inner) =>
    runBlock(runtime, branch, input, inner),
  );
  recordAside(runtime, frame, "ParallelStateSucceeded", {});
  return outputs;
}

async function runItems(runtime: Runtime, name: string, state: MapState, data: PathData, frame: Frame): Promise<Json> {
  const block = state.ItemProcessor ?? state.Iterator;
  const items = state.ItemsPath === undefined ? data.input : query(parsePath(state.ItemsPath), data, "ItemsPath");
  if (block === undefined || !isArray(items)) {
    throw runtimeError(`Reference path "${state.ItemsPath ?? "$"}" must point to array.`);
  }
  const selector = state.ItemSelector ?? state.Parameters;
  const asked = concurrencyOf(state, data);
  const concurrency = asked > 0 ? Math.min(asked, MAP_CONCURRENCY) : MAP_CONCURRENCY;
  record(runtime, frame, "MapStateStarted", { length: items.length });
  const running = new Map<number, Frame>();
  let lastIteration: number | undefined;
  let hasFailed = false;
  const outputs = await together(frame, concurrency, items, async (item, inner, index) => {
    // The Map state itself has it, and its inner states don't ("Accessing execution data from the Context object").
    const itemContext = { Map: { Item: { Index: index, Value: item } } };
    record(runtime, inner, "MapIterationStarted", { name, index });
    running.set(index, inner);
    // As on AWS, those that run at a time have all started before the first one enters a state.
    await Promise.resolve();
    const context = { ...(isObject(data.context) && data.context), ...itemContext };
    try {
      const input = selector === undefined ? item : fill(selector, { input: data.input, context });
      const output = await runBlock(runtime, block, input, inner);
      lastIteration = recordAside(runtime, inner, "MapIterationSucceeded", { name, index });
      return output;
    } catch (error) {
      if (isRecorded(error) && !hasFailed) {
        hasFailed = true;
        recordAside(runtime, inner, "MapIterationFailed", { name, index });
        recordAborted(runtime, inner, inner.running);
        running.delete(index);
        for (const [at, other] of running) {
          recordAside(runtime, inner, "MapIterationAborted", { name, index: at });
          recordAborted(runtime, inner, other.running);
        }
      }
      throw error;
    } finally {
      running.delete(index);
    }
  });
  frame.lastEvent = lastIteration ?? frame.lastEvent;
  recordAside(runtime, frame, "MapStateSucceeded", {});
  return outputs;
}

/** Records that a state ends with the iteration it runs in; only states that take time have an event for that. */
function recordAborted(runtime: Runtime, frame: Frame, type: State["Type"] | undefined): void {
  if (type === "Task" || type === "Wait" || type === "Map" || type === "Parallel") {
    recordAside(runtime, frame, `${type}StateAborted`, {});
  }
}

/** @throws StateError `States.Runtime` where MaxConcurrencyPath leads to anything but a whole number of at least 0 */
function concurrencyOf({ MaxConcurrency = 0, MaxConcurrencyPath }: MapState, data: PathData): number {
  if (MaxConcurrencyPath === undefined) return MaxConcurrency;
  const value = query(parsePath(MaxConcurrencyPath), data, "MaxConcurrencyPath");
  if (typeof value !== "number" || !Number.isInteger(value)) {
    throw runtimeError(
      `The MaxConcurrencyPath field refers to value "${textual(value)}" which is not a valid integer: ${MaxConcurrencyPath}`,
    );
  }
  if (value >= 0) return value;
  throw runtimeError(`Expected non-negative integer for MaxConcurrency, got '${value}' instead.`);
}

function waitMs(runtime: Runtime, state: WaitState, data: PathData): number {
  const { Seconds, SecondsPath, Timestamp, TimestampPath } = state;
  if (Seconds !== undefined) return (1000 * Seconds) / runtime.timeScale;
  if (SecondsPath !== undefined) {
    const seconds = query(parsePath(SecondsPath), data, "SecondsPath");
    if (typeof seconds === "number" && Number.isInteger(seconds) && seconds >= 0) {
      return (1000 * seconds) / runtime.timeScale;
    }
    throw runtimeError(
      `The SecondsPath parameter does not reference a whole number of at least 0: ${SecondsPath} == ${textual(seconds)}`,
    );
  }
  const timestamp = Timestamp ?? query(parsePath(String(TimestampPath)), data, "TimestampPath");
  if (isTimestamp(timestamp)) return Date.parse(String(timestamp)) - runtime.clock.now();
  throw runtimeError(
    "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: " +
      `${TimestampPath} == ${textual(timestamp)}`,
  );
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

function textOf(literal: string | undefined, path: string | undefined, data: PathData, field: string): string {
  if (path === undefined) return literal ?? "";
  const value = dynamic(path, data, field);
  if (typeof value === "string") return value;
  throw runtimeError(`${field} must lead to a text, got ${JSON.stringify(value)}`);
}
