import { REGION } from "../../../base/arn";
import type { TaskState } from "./definition";
import type { StateFields } from "./fields/stateFields";
import { type Frame, record, requireSize, requireTaskSize } from "./frame";
import type { Json } from "./json";
import type { OpenTask, Runtime } from "./runtime";
import { StateError } from "./stateError";
import { timer, unlessAborted } from "./waiting";

export const TOKEN_PATTERN = ".waitForTaskToken";

/** Runs one try of a Task state, within its timeout and its heartbeats. Without a timeout it may take for ever, as on AWS. */
export async function runTask(
  runtime: Runtime,
  name: string,
  state: TaskState,
  fields: StateFields,
  frame: Frame,
): Promise<Json> {
  const open = state.Resource.endsWith(TOKEN_PATTERN) ? runtime.openTask() : undefined;
  const ofTask = open === undefined ? {} : { Task: { Token: open.token } };
  const limits = new Limits(runtime, open !== undefined ? runtime.timeScale : 1);
  const kind = kindOf(state.Resource);
  const { facts } = kind;
  let isOver = false;
  try {
    const parameters = fields.parameters(state, ofTask);
    requireSize(name, parameters);
    runtime.requireParameters(state.Resource, parameters);
    const { timeoutSeconds, heartbeatSeconds } = fields.limits(state, ofTask);
    record(runtime, frame, `${kind.name}Scheduled`, {
      ...kind.scheduled(JSON.stringify(parameters)),
      ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
      ...(heartbeatSeconds !== undefined && { heartbeatInSeconds: heartbeatSeconds }),
    });
    // As on AWS, what runs beside it is scheduled before this one starts.
    await Promise.resolve();
    record(runtime, frame, `${kind.name}Started`, facts);
    limits.start(timeoutSeconds, heartbeatSeconds, open);
    try {
      const onSubmitted = (output: Json) => {
        if (!isOver) record(runtime, frame, "TaskSubmitted", { ...facts, output: JSON.stringify(output) });
      };
      const settling = settled(runtime, state.Resource, parameters, open, onSubmitted);
      const result = await unlessAborted(Promise.race([limits.reached, settling]), frame.signal);
      requireTaskSize(kind.task, result);
      record(runtime, frame, `${kind.name}Succeeded`, { ...facts, output: JSON.stringify(result) });
      return result;
    } catch (error) {
      if (error instanceof StateError && error.error !== "States.Runtime") {
        const type = `${kind.name}${error.error === "States.Timeout" ? "TimedOut" : "Failed"}`;
        record(runtime, frame, type, {
          ...facts,
          ...(error.error && { error: error.error }),
          ...(error.reason && { cause: error.reason }),
        });
      }
      throw error;
    }
  } finally {
    isOver = true;
    limits.end();
    open?.close();
  }
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

  start(timeoutSeconds: number | undefined, heartbeatSeconds: number | undefined, open: OpenTask | undefined): void {
    if (timeoutSeconds !== undefined) {
      this.#after(timeoutSeconds, new StateError("States.Timeout", ""));
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

  #after(seconds: number, error: StateError): () => void {
    const { promise, cancel } = timer(this.runtime.clock, (1000 * seconds) / this.scale);
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
  const [, service, action] = /^arn:aws:states:::([^:]+):(.+)$/.exec(resource) ?? [];
  if (service === undefined) {
    return { name: "LambdaFunction", facts: {}, task: resource, scheduled: (input) => ({ resource, input }) };
  }
  const facts = { resourceType: service, resource: action };
  return { name: "Task", facts, task: service, scheduled: (parameters) => ({ ...facts, region: REGION, parameters }) };
}
