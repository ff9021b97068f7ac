import type { Services } from "../../services";
import { runBlock } from "./asl/interpreter";
import type { Json } from "./asl/json";
import type { HistoryEvent, Runtime } from "./asl/runtime";
import { StateError } from "./asl/stateError";
import { Variables } from "./asl/variables";
import { Interrupted, timer } from "./asl/waiting";
import type { MachineSpec } from "./sfn";

export type Status = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

export interface RecordedEvent extends HistoryEvent {
  id: number;
  /** Milliseconds since the Unix epoch. */
  timestamp: number;
}

/** Seconds that an express execution may take ("Quotas", "Maximum execution time"). */
const EXPRESS_LIMIT_SECONDS = 300;
/** "Maximum execution history size", of standard executions. */
const MAX_EVENTS = 25_000;

/** One run of a state machine, with the definition that was current when it began. */
export class Execution {
  readonly startedAt: number;
  readonly history: RecordedEvent[] = [];
  /** Resolves when the execution is over, however it ended. */
  readonly ended: Promise<void>;
  status: Status = "RUNNING";
  stoppedAt: number | undefined;
  output: Json | undefined;
  error: string | undefined;
  cause: string | undefined;
  readonly #interruption = new AbortController();

  constructor(
    readonly arn: string,
    readonly name: string,
    readonly machine: MachineSpec,
    /** As it was given. */
    readonly inputText: string,
    private readonly clock: Services["clock"],
    private readonly onEvent: (execution: Execution, event: RecordedEvent) => void,
    runtime: Omit<Runtime, "record" | "clock">,
  ) {
    this.startedAt = clock.now();
    this.ended = this.#run({ ...runtime, clock, record: (event) => this.#record(event) });
  }

  /** Ends it as `ABORTED`; one that has ended stays as it is. */
  abort(error?: string, cause?: string): void {
    this.#end("ABORTED", { error, cause });
  }

  async #run(runtime: Runtime): Promise<void> {
    const { definition, type, roleArn } = this.machine;
    const input = JSON.parse(this.inputText) as Json;
    this.#record({ type: "ExecutionStarted", previousId: 0, details: { input: this.inputText, roleArn } });
    const limits = [definition.TimeoutSeconds, ...(type === "EXPRESS" ? [EXPRESS_LIMIT_SECONDS] : [])];
    const given = limits.filter((seconds) => seconds !== undefined);
    const limit = given.length === 0 ? undefined : timer(this.clock, 1000 * Math.min(...given));
    // DescribeExecution of a standard execution that timed out has no error.
    const late = type === "EXPRESS" ? { error: "States.Timeout" } : {};
    void limit?.promise.then(() => this.#end("TIMED_OUT", late));
    // As on AWS, the first state does not name the start as the event before it.
    const frame = {
      ...{ context: this.#context(input), signal: this.#interruption.signal, lastEvent: 0 },
      ...{ language: definition.QueryLanguage ?? "JSONPath", variables: new Variables() },
    };
    try {
      const output = await runBlock(runtime, definition, input, frame);
      this.#end("SUCCEEDED", { output }, frame.lastEvent);
    } catch (error) {
      if (error instanceof StateError) {
        this.#end("FAILED", { error: error.error, cause: error.reason }, frame.lastEvent);
      } else if (!(error instanceof Interrupted)) {
        this.#end("FAILED", { error: "States.Runtime", cause: String(error) }, frame.lastEvent);
      }
    } finally {
      limit?.cancel();
    }
  }

  #context(input: Json) {
    const { machine } = this;
    return {
      Execution: {
        Id: this.arn,
        Input: input,
        Name: this.name,
        RoleArn: machine.roleArn,
        StartTime: new Date(this.startedAt).toISOString(),
        RedriveCount: 0,
      },
      StateMachine: { Id: machine.arn, Name: machine.name },
    };
  }

  #end(
    status: Status,
    result: { output?: Json; error?: string | undefined; cause?: string | undefined },
    previousId = this.#newest(),
  ): void {
    if (this.status !== "RUNNING") return;
    this.stoppedAt = this.clock.now();
    this.output = result.output;
    this.error = result.error || undefined;
    this.cause = result.cause || undefined;
    const { error, cause, output } = this;
    const details = status === "SUCCEEDED" ? { output: JSON.stringify(output) } : { error, cause };
    this.#record({ type: END_EVENTS[status], previousId, details });
    // Last, because nothing is recorded of an execution that is over.
    this.status = status;
    this.#interruption.abort();
  }

  /** The event before the end from outside. As on AWS, a state that was only entered is passed over. */
  #newest(): number {
    const newest = this.history.at(-1);
    if (newest === undefined) return 0;
    return newest.type.endsWith("StateEntered") ? newest.previousId : newest.id;
  }

  #record(event: HistoryEvent): number {
    if (this.status !== "RUNNING") return this.history.length;
    const recorded = { ...event, id: this.history.length + 1, timestamp: this.clock.now() };
    this.history.push(recorded);
    this.onEvent(this, recorded);
    if (recorded.id === MAX_EVENTS - 1 && this.machine.type === "STANDARD" && !(event.type in ENDINGS)) {
      this.#end("FAILED", {
        error: "States.Runtime",
        cause: `The execution reached the maximum number of history events (${MAX_EVENTS}).`,
      });
    }
    return recorded.id;
  }
}

const END_EVENTS: Readonly<Record<Status, string>> = {
  RUNNING: "",
  SUCCEEDED: "ExecutionSucceeded",
  FAILED: "ExecutionFailed",
  TIMED_OUT: "ExecutionTimedOut",
  ABORTED: "ExecutionAborted",
};
const ENDINGS: Readonly<Record<string, true>> = Object.fromEntries(
  Object.values(END_EVENTS).map((type) => [type, true]),
);
