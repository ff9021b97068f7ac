import { REGION } from "../../../base/arn";
import type { TaskState } from "./definition";
import type { StateFields } from "./fields/stateFields";
import { type Frame, record, requireSize, requireTaskSize } from "./frame";
import type { Json } from "./json";
import { parsed, type RecordedEvent, type StatePast } from "./past";
import type { OpenTask, Runtime } from "./runtime";
import { StateError } from "./stateError";
import { timer, unlessAborted } from "./waiting";

export const TOKEN_PATTERN = ".waitForTaskToken";

const ACTIVITY_ARN = /^arn:aws:states:[a-z0-9-]+:\d{12}:activity:[^:]+$/;

/** Tells if a task is for workers that ask for it. */
export function isActivity(resource: string): boolean {
  return ACTIVITY_ARN.test(resource);
}

/**
 * Runs one try of a Task state, within its timeout and its heartbeats. Without a timeout it may take for ever, as on AWS.
 *
 * A call that an earlier process had begun and has no result of begins again; a task whose token it had handed over waits on.
 */
export async function runTask(
  runtime: Runtime,
  name: string,
  state: TaskState,
  fields: StateFields,
  frame: Frame,
  past: StatePast | undefined,
): Promise<Json> {
  const kind = kindOf(state.Resource);
  const { facts } = kind;
  const before = triedBefore(kind, past);
  if (before?.end !== undefined) return resultIn(before.end);
  const isForWorkers = isActivity(state.Resource);
  const open = isForWorkers || state.Resource.endsWith(TOKEN_PATTERN) ? runtime.openTask(before?.token) : undefined;
  const limits = new Limits(runtime, open !== undefined ? runtime.timeScale : 1);
  let isOver = false;
  let takeBack = () => {};
  try {
    const scheduled = before ?? schedule(runtime, name, state, fields, frame, kind, open);
    if (!isForWorkers && before?.startedAt === undefined) {
      // As on AWS, what runs beside it is scheduled before this one starts.
      await Promise.resolve();
      record(runtime, frame, `${kind.name}Started`, facts);
    }
    // Somebody was given the token, and has had the time of the stop as well; a call that begins anew has all of its own.
    const spentMs = open === undefined ? 0 : runtime.clock.now() - (before?.startedAt ?? runtime.clock.now());
    if (isForWorkers && open !== undefined && before?.startedAt === undefined) {
      const input = JSON.stringify(scheduled.parameters);
      const onTaken = (workerName: string | undefined) => {
        record(runtime, frame, `${kind.name}Started`, workerName === undefined ? {} : { workerName });
        limits.start(scheduled, 0, open);
        runtime.keep();
      };
      takeBack = runtime.offer(state.Resource, { token: open.token, input, onTaken });
    } else limits.start(scheduled, spentMs, open);
    runtime.keep();
    try {
      const onSubmitted = (output: Json) => {
        if (isOver) return;
        record(runtime, frame, "TaskSubmitted", { ...facts, output: JSON.stringify(output) });
        runtime.keep();
      };
      const isSubmitted = past?.event("TaskSubmitted") !== undefined;
      const settling =
        open !== undefined && (isSubmitted || isForWorkers)
          ? open.outcome
          : settled(runtime, state.Resource, scheduled.parameters, open, onSubmitted);
      const result = await unlessAborted(Promise.race([limits.reached, settling]), frame.signal);
      requireTaskSize(kind.task, result);
      record(runtime, frame, `${kind.name}Succeeded`, { ...facts, output: JSON.stringify(result) });
      return result;
    } catch (error) {
      if (error instanceof StateError && error.error !== "States.Runtime") {
        const type = `${kind.name}${error.error === "States.Timeout" ? "TimedOut" : "Failed"}`;
        const details = {
          ...facts,
          ...(error.error && { error: error.error }),
          ...(error.reason && { cause: error.reason }),
        };
        record(runtime, frame, type, details, error.origin === "heartbeat" ? { origin: "heartbeat" } : {});
      }
      throw error;
    }
  } finally {
    isOver = true;
    takeBack();
    limits.end();
    if (open !== undefined) {
      // The sender of the result is told that it was taken.
      runtime.keep();
      open.close();
    }
  }
}

interface Scheduled {
  parameters: Json;
  timeoutSeconds: number | undefined;
  heartbeatSeconds: number | undefined;
}

function schedule(
  runtime: Runtime,
  name: string,
  state: TaskState,
  fields: StateFields,
  frame: Frame,
  kind: Kind,
  open: OpenTask | undefined,
): Scheduled {
  const ofTask = open === undefined || isActivity(state.Resource) ? {} : { Task: { Token: open.token } };
  const parameters = fields.parameters(state, ofTask);
  requireSize(name, parameters);
  runtime.requireParameters(state.Resource, parameters);
  const { timeoutSeconds, heartbeatSeconds } = fields.limits(state, ofTask);
  const details = {
    ...kind.scheduled(JSON.stringify(parameters)),
    ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
    ...(heartbeatSeconds !== undefined && { heartbeatInSeconds: heartbeatSeconds }),
  };
  record(runtime, frame, `${kind.name}Scheduled`, details, open === undefined ? {} : { token: open.token });
  return { parameters, timeoutSeconds, heartbeatSeconds };
}

interface TriedBefore extends Scheduled {
  token: string | undefined;
  /** Milliseconds since the Unix epoch. */
  startedAt: number | undefined;
  end: RecordedEvent | undefined;
}

/** Reads from history what an earlier process did of a try; `undefined` where it had scheduled nothing. */
function triedBefore({ name }: Kind, past: StatePast | undefined): TriedBefore | undefined {
  const scheduled = past?.event(`${name}Scheduled`);
  if (past === undefined || scheduled === undefined) return undefined;
  const { parameters, input, timeoutInSeconds, heartbeatInSeconds } = scheduled.details;
  return {
    parameters: parsed(parameters ?? input),
    timeoutSeconds: timeoutInSeconds as number | undefined,
    heartbeatSeconds: heartbeatInSeconds as number | undefined,
    token: scheduled.note?.token,
    startedAt: past.event(`${name}Started`)?.timestamp,
    end: past.event(`${name}Succeeded`, `${name}Failed`, `${name}TimedOut`),
  };
}

/** @throws StateError where the task failed */
function resultIn({ type, details, note }: RecordedEvent): Json {
  if (type.endsWith("Succeeded")) return parsed(details.output);
  throw new StateError(String(details.error ?? ""), String(details.cause ?? ""), note?.origin);
}

/** The call's result; of a task with a token, what is sent with that token, be it before the call has returned. */
function settled(
  runtime: Runtime,
  resource: string,
  parameters: Json,
  open: OpenTask | undefined,
  onSubmitted: (output: Json) => void,
): Promise<Json> {
  const called = runtime.call(resource, parameters);
  if (open === undefined) return called;
  return new Promise((resolve, reject) => {
    open.outcome.then(resolve, reject);
    called.then(onSubmitted, reject);
  });
}

/** The timers of one try. */
class Limits {
  readonly #cancels: (() => void)[] = [];
  readonly reached: Promise<never>;
  #reject: (error: StateError) => void = () => {};

  constructor(
    private readonly runtime: Runtime,
    private readonly scale: number,
  ) {
    this.reached = new Promise((_, reject) => {
      this.#reject = reject;
    });
    this.reached.catch(() => undefined);
  }

  /** @param spentMs of the timeout; a heartbeat is due after its whole time, for during a stop nobody could send one */
  start(
    { timeoutSeconds, heartbeatSeconds }: Omit<Scheduled, "parameters">,
    spentMs: number,
    open: OpenTask | undefined,
  ) {
    if (timeoutSeconds !== undefined) {
      this.#after(timeoutSeconds, new StateError("States.Timeout", ""), spentMs);
    }
    if (heartbeatSeconds !== undefined) {
      const late = new StateError("States.Timeout", "", "heartbeat");
      let cancel = this.#after(heartbeatSeconds, late);
      open?.onHeartbeat(() => {
        cancel();
        cancel = this.#after(heartbeatSeconds, late);
      });
    }
  }

  end(): void {
    for (const cancel of this.#cancels) cancel();
  }

  #after(seconds: number, error: StateError, spentMs = 0): () => void {
    const { promise, cancel } = timer(this.runtime.clock, (1000 * seconds) / this.scale - spentMs);
    void promise.then(() => this.#reject(error));
    this.#cancels.push(cancel);
    return cancel;
  }
}

interface Kind {
  /** The beginning of its events' names. */
  name: string;
  /** Details of all its events. */
  facts: Readonly<Record<string, unknown>>;
  /** Its name in causes. */
  task: string;
  /** Details of the event that it is scheduled. */
  scheduled(parameters: string): Readonly<Record<string, unknown>>;
}

/** History names a function's ARN as a resource apart from the integrations. */
function kindOf(resource: string): Kind {
  if (isActivity(resource)) {
    return { name: "Activity", facts: {}, task: resource, scheduled: (input) => ({ resource, input }) };
  }
  const [, service, action] = /^arn:aws:states:::([^:]+):(.+)$/.exec(resource) ?? [];
  if (service === undefined) {
    return { name: "LambdaFunction", facts: {}, task: resource, scheduled: (input) => ({ resource, input }) };
  }
  const facts = { resourceType: service, resource: action };
  return { name: "Task", facts, task: service, scheduled: (parameters) => ({ ...facts, region: REGION, parameters }) };
}
