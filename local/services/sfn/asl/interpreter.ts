import type { Block, MapState, ParallelState, Resilient, State, TaskState, WaitState } from "./definition";
import { fieldsOf } from "./fields/fieldsOf";
import type { Outcome, StateFields } from "./fields/stateFields";
import { type Frame, record, recordAside, requireSize } from "./frame";
import type { Json } from "./json";
import { runItems } from "./mapping";
import type { Place, StatePast } from "./past";
import { catcherOf, Retries } from "./retrying";
import type { Pause, Runtime } from "./runtime";
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
  for (const [state, variables] of frame.past?.assigned ?? []) frame.variables.assign(state, variables);
  const start: Place = frame.past?.place ?? { next: block.StartAt, data: input };
  let { next: name, data, state: past } = start;
  while (name !== undefined) {
    const state = block.States[name];
    if (state === undefined) throw runtimeError(`there is no state "${name}"`);
    const [current, given, before] = [name, data, past];
    const run = () => runState(runtime, current, state, given, frame, before);
    const step = await (runtime.followed?.({ context: frame.context, name, input: data }, run) ?? run());
    requireSize(name, step.output);
    name = step.next;
    data = step.output;
    past = undefined;
  }
  return data;
}

interface Step extends Outcome {
  /** `undefined`: the block ends. */
  next: string | undefined;
}

/** @param past what an earlier process did of it */
async function runState(
  runtime: Runtime,
  name: string,
  state: State,
  input: Json,
  frame: Frame,
  past: StatePast | undefined,
): Promise<Step> {
  if (frame.signal.aborted) throw new Interrupted();
  const resilient: Resilient = canRetry(state) ? state : {};
  const retries = new Retries(resilient.Retry ?? [], past?.pause?.used);
  const enteredAt = new Date(past?.entered.timestamp ?? runtime.clock.now()).toISOString();
  const before = past?.entered.previousId ?? frame.lastEvent;
  const id =
    past?.entered.id ?? record(runtime, frame, `${state.Type}StateEntered`, { name, input: JSON.stringify(input) });
  const entered = { name, id, before };
  frame.running = state.Type;
  let ofTry = past?.isBetweenTries ? undefined : past;
  const untilTryMs = past?.isBetweenTries ? leftOf(runtime, past.pause) : 0;
  if (untilTryMs > 0) await pause(runtime.clock, untilTryMs, frame.signal);
  for (;;) {
    const own = { EnteredTime: enteredAt, Name: name, ...(canRetry(state) && { RetryCount: retries.count }) };
    const context = { ...frame.context, State: own };
    try {
      const fields = fieldsOf(runtime, state, input, context, frame);
      const step = await attempt(runtime, name, state, fields, frame, { id, past: ofTry });
      return left(runtime, frame, state, name, step);
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      const failure = located(runtime, frame, entered, error);
      const delayMs = retries.next(failure, runtime.random);
      if (delayMs !== undefined) {
        ofTry = undefined;
        runtime.pausing(frame.block, { entered: id, until: runtime.clock.now() + delayMs, used: retries.used });
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
  const details = {
    ...{ name, output: JSON.stringify(output) },
    ...(names.length > 0 && {
      assignedVariables: Object.fromEntries(names.map((variable) => [variable, JSON.stringify(assigned[variable])])),
    }),
  };
  record(runtime, frame, `${state.Type}StateExited`, details, step.next === undefined ? {} : { next: step.next });
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

interface Try {
  /** Id of the event by which the state was entered. */
  id: number;
  /** The part of it that an earlier process did. */
  past: StatePast | undefined;
}

async function attempt(
  runtime: Runtime,
  name: string,
  state: State,
  fields: StateFields,
  frame: Frame,
  { id, past }: Try,
): Promise<Step> {
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
      await pause(runtime.clock, waitMs(runtime, state, fields, frame, { id, past }), frame.signal);
      return { ...fields.outcome(state, fields.input), next: state.Next };
    case "Pass":
      return { ...fields.outcome(state, fields.passed(state)), next: state.Next };
  }
  const result = await resultOf(runtime, name, state, fields, frame, past);
  if (state.Type !== "Task") requireSize(name, result);
  return { ...fields.outcome(state, result), next: state.Next };
}

function resultOf(
  runtime: Runtime,
  name: string,
  state: TaskState | ParallelState | MapState,
  fields: StateFields,
  frame: Frame,
  past: StatePast | undefined,
): Promise<Json> {
  switch (state.Type) {
    case "Task":
      return runTask(runtime, name, state, fields, frame, past);
    case "Parallel":
      return runBranches(runtime, state, fields, frame, past);
    case "Map":
      return runItems(runtime, name, state, fields, frame, past, runBlock);
  }
}

async function runBranches(
  runtime: Runtime,
  state: ParallelState,
  fields: StateFields,
  frame: Frame,
  past: StatePast | undefined,
): Promise<Json> {
  const input = fields.parameters(state);
  if (past?.event("ParallelStateStarted") === undefined) record(runtime, frame, "ParallelStateStarted", {});
  const run = (branch: Block, inner: Frame) => runBlock(runtime, branch, input, inner);
  const outputs = await together(frame, state.Branches.length, state.Branches, run, past);
  recordAside(runtime, frame, "ParallelStateSucceeded", {});
  return outputs;
}

/** Reads how long a Wait state waits from now on, and keeps until when that is. */
function waitMs(runtime: Runtime, state: WaitState, fields: StateFields, frame: Frame, { id, past }: Try): number {
  if (past?.pause !== undefined) return leftOf(runtime, past.pause);
  const waiting = fields.waiting(state);
  const now = runtime.clock.now();
  const ms = "seconds" in waiting ? (1000 * waiting.seconds) / runtime.timeScale : Date.parse(waiting.until) - now;
  runtime.pausing(frame.block, { entered: id, until: now + ms });
  return ms;
}

function leftOf({ clock }: Runtime, pause: Pause | undefined): number {
  return pause === undefined ? 0 : pause.until - clock.now();
}
