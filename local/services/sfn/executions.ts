import { randomUUID } from "node:crypto";
import { arn, resourceOf } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Services } from "../../services";
import type { Runtime } from "./asl/runtime";
import { Execution, type RecordedEvent, type Status } from "./execution";
import type { MachineSpec } from "./sfn";

/** Executions that have ended are remembered, up to so many of each machine; AWS keeps them for 90 days. */
const KEPT = 1000;

/** The executions of standard machines, and those of express machines that run. */
export class Executions {
  /** By ARN, oldest first. */
  readonly #standard = new Map<string, Execution>();
  readonly #express = new Set<Execution>();

  constructor(
    private readonly deps: Pick<Services, "clock" | "metrics">,
    private readonly onEvent: (execution: Execution, event: RecordedEvent) => void,
    private readonly runtimeOf: (machine: MachineSpec) => Omit<Runtime, "record" | "clock">,
  ) {}

  /**
   * Starts one, or answers the one that runs with this name and this input: a standard machine takes the same request twice.
   * @throws AwsError `ExecutionAlreadyExists`
   */
  start(machine: MachineSpec, name: string, input: string): Execution {
    if (machine.type === "EXPRESS") {
      const path = `express:${machine.name}:${name}:${randomUUID()}`;
      const execution = this.#begin(arn("states", path), machine, name, input);
      this.#express.add(execution);
      void execution.ended.then(() => this.#express.delete(execution));
      return execution;
    }
    const executionArn = arn("states", `execution:${machine.name}:${name}`);
    const known = this.#standard.get(executionArn);
    if (known !== undefined) {
      if (known.status === "RUNNING" && known.inputText === input) return known;
      throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${executionArn}'`);
    }
    const execution = this.#begin(executionArn, machine, name, input);
    this.#standard.set(executionArn, execution);
    void execution.ended.then(() => this.#forgetOldest(machine.arn));
    return execution;
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

  abortAll(machineArn?: string): void {
    for (const execution of [...this.#standard.values(), ...this.#express]) {
      if (machineArn === undefined || execution.machine.arn === machineArn) execution.abort();
    }
  }

  /** Forgets what a machine ran, so that another one of its name starts anew. */
  forget(machineArn: string): void {
    for (const [key, { machine }] of this.#standard) if (machine.arn === machineArn) this.#standard.delete(key);
  }

  #begin(executionArn: string, machine: MachineSpec, name: string, input: string): Execution {
    this.#count(machine, "ExecutionsStarted");
    const { clock } = this.deps;
    const execution = new Execution(executionArn, name, machine, input, clock, this.onEvent, this.runtimeOf(machine));
    void execution.ended.then(() => {
      const took = (execution.stoppedAt ?? clock.now()) - execution.startedAt;
      this.#count(machine, METRICS[execution.status]);
      this.#count(machine, "ExecutionTime", took, "Milliseconds");
    });
    return execution;
  }

  #forgetOldest(machineArn: string): void {
    const over = [...this.#standard].filter(
      ([, { machine, status }]) => machine.arn === machineArn && status !== "RUNNING",
    );
    for (const [key] of over.slice(0, Math.max(0, over.length - KEPT))) this.#standard.delete(key);
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
