import type { KeptMap } from "../../base/keptMaps";
import type { Services } from "../../services";
import { runBlock } from "./asl/interpreter";
import type { Json } from "./asl/json";
import { pastOf, type RecordedEvent, unfinishedStates } from "./asl/past";
import type { HistoryEvent, Pause, Runtime } from "./asl/runtime";
import { StateError } from "./asl/stateError";
import { Variables } from "./asl/variables";
import { Interrupted, timer } from "./asl/waiting";
import type { MachineSpec } from "./sfn";

export type Status = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** Where an execution's history is kept. */
export interface KeptHistory {
  /** By their ids. */
  readonly events: KeptMap<RecordedEvent>;
  /** The waits of states, by their blocks. */
  readonly pauses: KeptMap<Pause>;
}

/** The part of a runtime that is the same for all executions of a machine. */
export type MachineRuntime = Omit<Runtime, "record" | "clock" | "keep" | "pausing">;

/** The surroundings of an execution. */
export interface ExecutionParts {
  clock: Services["clock"];
  /** Its history, with what an earlier process left of it. */
  kept: KeptHistory;
  onEvent(execution: Execution, event: RecordedEvent): void;
}

/** Seconds that an express execution may take ("Quotas", "Maximum execution time"). */
const EXPRESS_LIMIT_SECONDS = 300;
/** "Maximum execution history size", of standard executions. */
const MAX_EVENTS = 25_000;

/**
 * One run of a state machine, with the definition that was current when it began. It goes on from the history that an earlier process left.
 *
 * Events are kept in one go before anything that others see, and where the execution waits: a stop in between loses nothing that anybody knows of.
 */
export class Execution {
  readonly startedAt: number;
  readonly history: RecordedEvent[];
  #over = () => {};
  /** Resolves when the execution is over, however it ended; one that is redriven has another. */
  ended = this.#newEnd();
  status: Status = "RUNNING";
  stoppedAt: number | undefined;
  output: Json | undefined;
  error: string | undefined;
  cause: string | undefined;
  #interruption = new AbortController();
  /** The states that a redrive begins anew, by their blocks, where nothing is kept. */
  readonly #redriven = new Map<string, Pause>();
  /** Events that are not kept yet. */
  #unkept: RecordedEvent[] = [];

  constructor(
    readonly arn: string,
    readonly name: string,
    readonly machine: MachineSpec,
    /** As it was given. */
    readonly inputText: string,
    private readonly parts: ExecutionParts,
  ) {
    this.history = [...parts.kept.events.entries().values()];
    this.startedAt = this.history[0]?.timestamp ?? parts.clock.now();
    const newest = this.history.at(-1);
    const ended = Object.entries(END_EVENTS).find(([, type]) => type === newest?.type);
    if (newest !== undefined && ended !== undefined) this.#read(ended[0] as Status, newest);
  }

  /** Ends it as `ABORTED`; one that has ended stays as it is. */
  abort(error?: string, cause?: string): void {
    this.#end("ABORTED", { error, cause });
  }

  /** How often it was redriven. */
  get redriveCount(): number {
    return this.#redrives.length;
  }

  /** The newest time at which it was, in milliseconds since the Unix epoch. */
  get redrivenAt(): number | undefined {
    return this.#redrives.at(-1)?.timestamp;
  }

  /**
   * The reason why it is not to be redriven; `undefined` where it is.
   * Source: Step Functions Developer Guide, "Restarting state machine executions with redrive".
   */
  get redriveRefusal(): string | undefined {
    if (this.status === "RUNNING" || this.status === "SUCCEEDED") {
      return `Execution is ${this.status} and cannot be redriven`;
    }
    return this.history.length < MAX_EVENTS - 1 ? undefined : "Execution event history limit exceeded";
  }

  get #redrives(): readonly RecordedEvent[] {
    return this.history.filter(({ type }) => type === REDRIVEN);
  }

  /** Has it go on from the states in which it ended, each of them begun anew, with all its retries. */
  redrive(runtime: MachineRuntime): void {
    const unfinished = unfinishedStates(this.history);
    this.#interruption = new AbortController();
    this.ended = this.#newEnd();
    this.status = "RUNNING";
    [this.stoppedAt, this.output, this.error, this.cause] = [undefined, undefined, undefined, undefined];
    const details = { redriveCount: this.redriveCount + 1 };
    this.#record({ type: REDRIVEN, previousId: this.history.length, details });
    const [until, after] = [this.parts.clock.now(), this.history.length];
    for (const [block, entered] of unfinished) {
      const pause = { entered, until, after, used: [] };
      this.#redriven.set(block, pause);
      this.parts.kept.pauses.set(block, pause);
    }
    this.#keep();
    this.run(runtime);
  }

  #newEnd(): Promise<void> {
    return new Promise<void>((resolve) => {
      this.#over = resolve;
    });
  }

  /** Has it stand still as it is, for a later process to go on with. */
  suspend(): void {
    this.#interruption.abort();
  }

  /** Begins it, or goes on with it. */
  run(runtime: MachineRuntime): void {
    const { clock } = this.parts;
    const running = this.#run({
      ...{ ...runtime, clock, record: (event) => this.#record(event), keep: () => this.#keep() },
      pausing: (block, pause) => {
        this.parts.kept.pauses.set(block, { ...pause, after: this.history.length });
        this.#keep();
      },
    });
    void running.then(() => {
      if (this.status !== "RUNNING") this.#over();
    });
  }

  async #run(runtime: Runtime): Promise<void> {
    const { definition, type, roleArn } = this.machine;
    const { clock, kept } = this.parts;
    const input = JSON.parse(this.inputText) as Json;
    const past = pastOf(this.history, new Map([...this.#redriven, ...kept.pauses.entries()]));
    this.#redriven.clear();
    if (past === undefined) {
      this.#record({ type: "ExecutionStarted", previousId: 0, details: { input: this.inputText, roleArn } });
    }
    const limits = [definition.TimeoutSeconds, ...(type === "EXPRESS" ? [EXPRESS_LIMIT_SECONDS] : [])];
    const given = limits.filter((seconds) => seconds !== undefined);
    // A redrive has all of the time.
    const until = (this.redrivenAt ?? this.startedAt) + 1000 * Math.min(...given);
    const limit = given.length === 0 ? undefined : timer(clock, until - clock.now());
    // DescribeExecution of a standard execution that timed out has no error.
    const late = type === "EXPRESS" ? { error: "States.Timeout" } : {};
    void limit?.promise.then(() => this.#end("TIMED_OUT", late));
    // As on AWS, the first state does not name the start as the event before it.
    const frame = {
      ...{ context: this.#context(input), signal: this.#interruption.signal, lastEvent: past?.lastEvent ?? 0 },
      ...{ block: "", past, language: definition.QueryLanguage ?? "JSONPath", variables: new Variables() },
    };
    try {
      const running = runBlock(runtime, definition, input, frame);
      // With the first states, which it has entered by now.
      this.#keep();
      const output = await running;
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
        RedriveCount: this.redriveCount,
        ...(this.redrivenAt !== undefined && { RedriveTime: new Date(this.redrivenAt).toISOString() }),
      },
      StateMachine: { Id: machine.arn, Name: machine.name },
    };
  }

  #end(
    status: Status,
    result: { output?: Json; error?: string | undefined; cause?: string | undefined },
    previousId = this.#newest(),
  ): void {
    if (!this.#isRunning) return;
    const { output, error, cause } = result;
    const details =
      status === "SUCCEEDED"
        ? { output: JSON.stringify(output) }
        : { error: error || undefined, cause: cause || undefined };
    this.#record({ type: END_EVENTS[status], previousId, details });
    const newest = this.history.at(-1);
    // Last, because nothing is recorded of an execution that is over.
    if (newest !== undefined) this.#read(status, newest);
    this.#keep();
    this.parts.kept.pauses.clear();
    this.#interruption.abort();
  }

  /** Takes from its last event how it ended. */
  #read(status: Status, { timestamp, details }: RecordedEvent): void {
    this.status = status;
    this.stoppedAt = timestamp;
    this.output = details.output === undefined ? undefined : (JSON.parse(String(details.output)) as Json);
    this.error = details.error as string | undefined;
    this.cause = details.cause as string | undefined;
  }

  /** False also of one that stands still. */
  get #isRunning(): boolean {
    return this.status === "RUNNING" && !this.#interruption.signal.aborted;
  }

  #keep(): void {
    for (const event of this.#unkept.splice(0)) this.parts.kept.events.set(String(event.id), event);
  }

  /** The event before the end from outside. As on AWS, a state that was only entered is passed over. */
  #newest(): number {
    const newest = this.history.at(-1);
    if (newest === undefined) return 0;
    return newest.type.endsWith("StateEntered") ? newest.previousId : newest.id;
  }

  #record(event: HistoryEvent): number {
    if (!this.#isRunning) return this.history.length;
    const recorded = { ...event, id: this.history.length + 1, timestamp: this.parts.clock.now() };
    this.history.push(recorded);
    this.#unkept.push(recorded);
    this.parts.onEvent(this, recorded);
    if (recorded.id === MAX_EVENTS - 1 && this.machine.type === "STANDARD" && !(event.type in ENDINGS)) {
      this.#end("FAILED", {
        error: "States.Runtime",
        cause: `The execution reached the maximum number of history events (${MAX_EVENTS}).`,
      });
    }
    return recorded.id;
  }
}

const REDRIVEN = "ExecutionRedriven";

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
