import { randomUUID } from "node:crypto";
import { arn, resourceOf } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { type KeptMaps, noMaps } from "../../base/keptMaps";
import type { Services } from "../../services";
import type { RecordedEvent } from "./asl/past";
import { Execution, type KeptHistory, type MachineRuntime, type Status } from "./execution";
import { type Begun, KeptExecutions } from "./keptExecutions";
import type { MachineSpec } from "./sfn";

/** Executions that have ended are remembered, up to so many of each machine; AWS keeps them for 90 days. */
const KEPT = 1000;

/** An express execution has no history that anybody could ask for. */
const NO_HISTORY: KeptHistory = { events: noMaps.map(""), pauses: noMaps.map("") };

/**
 * The executions of standard machines, and those of express machines that run.
 *
 * Where they are kept, standard executions go on at the next start from what they had recorded, and express executions that nobody waits for
 * begin anew; one that somebody waits for ends with the local cloud (Step Functions Developer Guide, "Choosing workflow type", "Execution
 * guarantees": exactly once, at least once, at most once).
 */
export class Executions {
  /** By ARN, oldest first. */
  readonly #standard = new Map<string, Execution>();
  readonly #express = new Set<Execution>();
  /** Express executions that somebody waits for. */
  readonly #awaited = new WeakSet<Execution>();
  readonly #kept: KeptExecutions;
  /** When each request redrove, by the execution and its token. */
  readonly #redriveTokens = new Map<string, number>();
  /** Left by an earlier process, of machines that are there. */
  #left: Execution[] = [];
  #onResumed = () => {};
  /** Resolves once all that an earlier process left goes on: its tokens are good again. */
  readonly resumed = new Promise<void>((resolve) => {
    this.#onResumed = resolve;
  });

  constructor(
    private readonly deps: Pick<Services, "clock" | "metrics" | "report">,
    private readonly onEvent: (execution: Execution, event: RecordedEvent) => void,
    private readonly runtimeOf: (machine: MachineSpec) => MachineRuntime,
    maps: KeptMaps,
  ) {
    this.#kept = new KeptExecutions(maps);
    if (!maps.keeps) this.#onResumed();
  }

  /** Takes on what an earlier process left of a machine. */
  adopt({ arn: machineArn, label, type }: MachineSpec): void {
    for (const [executionArn, begun] of this.#kept.of(machineArn)) {
      if (this.#standard.has(executionArn)) continue;
      const machine = this.#kept.machineOf(begun);
      if (machine === undefined || machine.type !== type) {
        this.deps.report.warn(label, `forgets ${executionArn}: it belongs to a machine of another type`);
        this.#kept.forget(executionArn);
      } else this.#adopt(executionArn, machine, begun);
    }
  }

  #adopt(executionArn: string, machine: MachineSpec, { name, input }: Begun): void {
    const history = machine.type === "STANDARD" ? this.#kept.historyOf(executionArn) : NO_HISTORY;
    const [started] = history.events.entries().values();
    const inputText = input ?? String(started?.details.input);
    const execution = this.#made(executionArn, name, machine, inputText, history);
    if (machine.type === "STANDARD") this.#standard.set(executionArn, execution);
    else this.#express.add(execution);
    if (execution.status === "RUNNING") this.#left.push(execution);
  }

  /** Goes on with what was taken on. */
  resume(): void {
    for (const execution of this.#left.splice(0)) execution.run(this.runtimeOf(execution.machine));
    this.#onResumed();
  }

  /**
   * Starts one, or answers the one that runs with this name and this input: a standard machine takes the same request twice.
   * @param isAwaited true where the caller waits for its end
   * @throws AwsError `ExecutionAlreadyExists`
   */
  start(machine: MachineSpec, name: string, input: string, isAwaited = false): Execution {
    if (machine.type === "EXPRESS") {
      const executionArn = arn("states", `express:${machine.name}:${name}:${randomUUID()}`);
      const execution = this.#made(executionArn, name, machine, input, NO_HISTORY);
      if (isAwaited) this.#awaited.add(execution);
      else this.#kept.begin(executionArn, name, machine, input);
      this.#express.add(execution);
      return this.#begin(execution);
    }
    const executionArn = arn("states", `execution:${machine.name}:${name}`);
    const known = this.#standard.get(executionArn);
    if (known !== undefined) {
      if (known.status === "RUNNING" && known.inputText === input) return known;
      throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${executionArn}'`);
    }
    this.#kept.begin(executionArn, name, machine);
    const execution = this.#made(executionArn, name, machine, input, this.#kept.historyOf(executionArn));
    this.#standard.set(executionArn, execution);
    return this.#begin(execution);
  }

  /** @throws AwsError `ExecutionDoesNotExist`, or `InvalidArn` for what express machines run */
  find(executionArn: string): Execution {
    if (!resourceOf(executionArn).startsWith("execution:")) {
      throw new AwsError("InvalidArn", `Invalid Arn: '${executionArn}' is not the ARN of a standard execution`);
    }
    const execution = this.#standard.get(executionArn);
    if (execution !== undefined) return execution;
    throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${executionArn}'`);
  }

  /** Newest first. */
  list(machineArn: string, status: Status | undefined): readonly Execution[] {
    return [...this.#standard.values()]
      .filter(({ machine, status: own }) => machine.arn === machineArn && (status === undefined || own === status))
      .reverse();
  }

  /** Ends what runs or, where it is kept, has it stand still. */
  stop(): void {
    for (const execution of [...this.#standard.values(), ...this.#express]) {
      if (this.#kept.keeps && !this.#awaited.has(execution)) execution.suspend();
      else execution.abort();
    }
  }

  /** Ends and forgets what a machine ran, so that another one of its name starts anew. */
  forget(machineArn: string): void {
    for (const execution of [...this.#standard.values(), ...this.#express]) {
      if (execution.machine.arn === machineArn) execution.abort();
    }
    this.#left = this.#left.filter(({ machine }) => machine.arn !== machineArn);
    for (const [key, { machine }] of this.#standard) if (machine.arn === machineArn) this.#standard.delete(key);
    for (const [key] of this.#kept.of(machineArn)) this.#kept.forget(key);
  }

  #begin(execution: Execution): Execution {
    this.#count(execution.machine, "ExecutionsStarted");
    execution.run(this.runtimeOf(execution.machine));
    return execution;
  }

  #made(executionArn: string, name: string, machine: MachineSpec, input: string, kept: KeptHistory): Execution {
    const { clock } = this.deps;
    const execution = new Execution(executionArn, name, machine, input, { clock, kept, onEvent: this.onEvent });
    this.#watch(execution);
    return execution;
  }

  /**
   * Has an execution that ended without success go on.
   * @returns when it was redriven, in milliseconds since the Unix epoch
   * @param token of the request: one that comes twice is one
   * @throws AwsError `ExecutionDoesNotExist`, `ExecutionNotRedrivable`
   */
  redrive(executionArn: string, token: string | undefined): number {
    const execution = this.find(executionArn);
    const before = token === undefined ? undefined : this.#redriveTokens.get(`${executionArn} ${token}`);
    if (before !== undefined) return before;
    const { redriveRefusal, machine } = execution;
    if (redriveRefusal !== undefined) throw new AwsError("ExecutionNotRedrivable", redriveRefusal);
    this.#count(machine, "ExecutionsRedriven");
    execution.redrive(this.runtimeOf(machine));
    this.#watch(execution);
    const redrivenAt = execution.redrivenAt ?? execution.startedAt;
    if (token !== undefined) this.#redriveTokens.set(`${executionArn} ${token}`, redrivenAt);
    return redrivenAt;
  }

  #watch(execution: Execution): void {
    const { machine, arn: executionArn } = execution;
    void execution.ended.then(() => {
      const { clock } = this.deps;
      const took = (execution.stoppedAt ?? clock.now()) - execution.startedAt;
      const metric = METRICS[execution.status];
      this.#count(machine, execution.redriveCount > 0 ? `Redriven${metric}` : metric);
      this.#count(machine, "ExecutionTime", took, "Milliseconds");
      if (this.#express.delete(execution)) this.#kept.forget(executionArn);
      else this.#forgetOldest(machine.arn);
    });
  }

  #forgetOldest(machineArn: string): void {
    const over = [...this.#standard].filter(
      ([, { machine, status }]) => machine.arn === machineArn && status !== "RUNNING",
    );
    for (const [key] of over.slice(0, Math.max(0, over.length - KEPT))) {
      this.#standard.delete(key);
      this.#kept.forget(key);
    }
  }

  #count({ arn: StateMachineArn }: MachineSpec, metricName: string, value = 1, unit = "Count"): void {
    this.deps.metrics.put({ namespace: "AWS/States", metricName, dimensions: { StateMachineArn }, value, unit });
  }
}

/** "Monitoring Step Functions metrics using Amazon CloudWatch", "Execution metrics". */
const METRICS: Readonly<Record<Status, string>> = {
  RUNNING: "",
  SUCCEEDED: "ExecutionsSucceeded",
  FAILED: "ExecutionsFailed",
  TIMED_OUT: "ExecutionsTimedOut",
  ABORTED: "ExecutionsAborted",
};
