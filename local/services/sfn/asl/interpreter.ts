import type { Block, MapState, ParallelState, Resilient, State, TaskState, WaitState } from "./definition";
import { fieldsOf } from "./fields/fieldsOf";
import type { Outcome, StateFields } from "./fields/stateFields";
import { type Frame, record, recordAside, requireSize } from "./frame";
import type { Json } from "./json";
import { runItems } from "./mapping";
import { catcherOf, Retries } from "./retrying";
import type { Runtime } from "./runtime";
import { runtimeError, StateError } from "./stateError";
import { runTask } from "./task";
import { together } from "./together";
import { Interrupted, pause } from "./waiting";

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

interface Step extends Outcome {
  /** `undefined`: the block ends. */
  next: string | undefined;
}

async function runState(runtime: Runtime, name: string, state: State, input: Json, frame: Frame): Promise<Step> {
  if (frame.signal.aborted) throw new Interrupted();
  const resilient: Resilient = canRetry(state) ? state : {};
  const retries = new Retries(resilient.Retry ?? []);
  const enteredAt = new Date(runtime.clock.now()).toISOString();
  const before = frame.lastEvent;
  const id = record(runtime, frame, `${state.Type}StateEntered`, { name, input: JSON.stringify(input) });
  const entered = { name, id, before };
  frame.running = state.Type;
  for (;;) {
    const own = { EnteredTime: enteredAt, Name: name, ...(canRetry(state) && { RetryCount: retries.count }) };
    const context = { ...frame.context, State: own };
    try {
      const step = await attempt(runtime, name, state, fieldsOf(runtime, state, input, context, frame), frame);
      return left(runtime, frame, state, name, step);
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      const failure = located(runtime, frame, entered, error);
      const delayMs = retries.next(failure, runtime.random);
      if (delayMs !== undefined) {
        await pause(runtime.clock, delayMs, frame.signal);
        continue;
      }
      if ((state.Type === "Map" || state.Type === "Parallel") && isRecorded(error)) {
        record(runtime, frame, `${state.Type}StateFailed`, {});
      }
      const [catcher, index] = catcherOf(resilient, failure) ?? [];
      if (catcher === undefined || index === undefined) throw failure;
      try {
        const outcome = fieldsOf(runtime, state, input, context, frame).caught(catcher, index, failure);
        return left(runtime, frame, state, name, { ...outcome, next: catcher.Next });
      } catch (second) {
        throw second instanceof StateError ? located(runtime, frame, entered, second) : second;
      }
    }
  }
}

/** Sets the variables of a state that is over, and records that it is. */
function left(runtime: Runtime, frame: Frame, state: State, name: string, step: Step): Step {
  const { output, assigned = {} } = step;
  const names = Object.keys(assigned);
  frame.variables.assign(name, assigned);
  record(runtime, frame, `${state.Type}StateExited`, {
    ...{ name, output: JSON.stringify(output) },
    ...(names.length > 0 && {
      assignedVariables: Object.fromEntries(names.map((variable) => [variable, JSON.stringify(assigned[variable])])),
    }),
  });
  frame.running = undefined;
  return step;
}

function canRetry(state: State): state is TaskState | ParallelState | MapState {
  return state.Type === "Task" || state.Type === "Parallel" || state.Type === "Map";
}

/** Tells if a Map or Parallel state has an event of its own for an error: `States.Runtime` and a query of its own have not. */
function isRecorded({ error, field }: StateError): boolean {
  return error !== "States.Runtime" && field === undefined;
}

interface Entered {
  name: string;
  id: number;
  /** Id of the event before the state was entered. */
  before: number;
}

/** Names the state in an error that does not name one yet, and records a query that failed. */
function located(runtime: Runtime, frame: Frame, { name, id, before }: Entered, thrown: StateError): StateError {
  const { error, reason, origin, field } = thrown;
  const isUnlocated = error === "States.Runtime" && !reason.startsWith("An error occurred");
  if (field === undefined && !isUnlocated) return thrown;
  const cause = `An error occurred while executing the state '${name}' (entered at the event id #${id}). ${reason}`;
  if (field !== undefined) {
    // As on AWS, it does not name the state's own entrance as the event before it.
    frame.lastEvent = runtime.record({
      type: "EvaluationFailed",
      previousId: frame.lastEvent === id ? before : frame.lastEvent,
      details: { error, cause, location: field, state: name },
    });
  }
  return new StateError(error, cause, origin);
}

async function attempt(runtime: Runtime, name: string, state: State, fields: StateFields, frame: Frame): Promise<Step> {
  switch (state.Type) {
    case "Fail":
      throw fields.failure(state);
    case "Succeed":
      return { ...fields.outcome(state, fields.input), next: undefined };
    case "Choice": {
      const chosen = fields.chosen(state);
      if (chosen !== undefined) return chosen;
      throw new StateError("States.NoChoiceMatched", "No Choice rule matched and there is no Default");
    }
    case "Wait":
      await pause(runtime.clock, waitMs(runtime, state, fields), frame.signal);
      return { ...fields.outcome(state, fields.input), next: state.Next };
    case "Pass":
      return { ...fields.outcome(state, fields.passed(state)), next: state.Next };
  }
  const result = await resultOf(runtime, name, state, fields, frame);
  if (state.Type !== "Task") requireSize(name, result);
  return { ...fields.outcome(state, result), next: state.Next };
}

function resultOf(
  runtime: Runtime,
  name: string,
  state: TaskState | ParallelState | MapState,
  fields: StateFields,
  frame: Frame,
): Promise<Json> {
  switch (state.Type) {
    case "Task":
      return runTask(runtime, name, state, fields, frame);
    case "Parallel":
      return runBranches(runtime, state, fields, frame);
    case "Map":
      return runItems(runtime, name, state, fields, frame, runBlock);
  }
}

async function runBranches(runtime: Runtime, state: ParallelState, fields: StateFields, frame: Frame): Promise<Json> {
  const input = fields.parameters(state);
  record(runtime, frame, "ParallelStateStarted", {});
  const outputs = await together(frame, state.Branches.length, state.Branches, (branch, inner) =>
    runBlock(runtime, branch, input, inner),
  );
  recordAside(runtime, frame, "ParallelStateSucceeded", {});
  return outputs;
}

function waitMs(runtime: Runtime, state: WaitState, fields: StateFields): number {
  const waiting = fields.waiting(state);
  return "seconds" in waiting
    ? (1000 * waiting.seconds) / runtime.timeScale
    : Date.parse(waiting.until) - runtime.clock.now();
}
