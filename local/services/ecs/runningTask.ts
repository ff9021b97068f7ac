import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { arn } from "../../base/arn";
import type { Principal } from "../../iam/iam";
import { Container } from "./container";
import type { Task, TaskStatus } from "./ecs";
import { prepareTask } from "./prepareTask";
import { TaskStartError } from "./taskAccess";
import type { TaskDependencies, TaskOptions } from "./taskOptions";

/** Why a task stopped, as `DescribeTasks` tells it. Source: Amazon ECS API Reference, Task. */
export type StopCode =
  | "EssentialContainerExited"
  | "TaskFailedToStart"
  | "ServiceSchedulerInitiated"
  | "TerminationNotice"
  | "UserInitiated";

/** The reason that tasks stop for whose host is not there any more (Amazon ECS Developer Guide, "Task retirement and maintenance for AWS Fargate"). */
const HOST_GONE = "ECS is performing maintenance on the underlying infrastructure hosting the task";

/** One task: its containers from the preparations for their start to the end of the last one. */
export class RunningTask {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly arn: string;
  /** Part of the address under which the containers find ECS's agent, which knows them by it. */
  readonly agentKey = randomBytes(24).toString("hex");
  readonly createdAt: number;
  /** Resolves when nothing of the task is left. */
  readonly ended: Promise<void>;
  status: TaskStatus = "PENDING";
  startedAt: number | undefined;
  stoppingAt: number | undefined;
  stoppedAt: number | undefined;
  stopCode: StopCode | undefined;
  stoppedReason: string | undefined;
  /** It ended, or could not start, although nobody asked it to stop. */
  hasFailed = false;
  /** Principal of the task's role; absent where it has none. */
  principal: Principal | undefined;
  containers: readonly Container[] = [];
  #protectedUntil: number | undefined;
  #end: () => void = () => {};

  constructor(
    readonly options: TaskOptions,
    private readonly deps: TaskDependencies,
    earlier?: { id: string; createdAt: number; startedAt?: number },
  ) {
    this.id = earlier?.id ?? randomBytes(16).toString("hex");
    this.arn = arn("ecs", `task/${options.cluster.name}/${this.id}`);
    this.createdAt = earlier?.createdAt ?? deps.clock.now();
    this.startedAt = earlier?.startedAt;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Milliseconds since the Unix epoch; absent once it has passed. */
  get protectedUntil(): number | undefined {
    const until = this.#protectedUntil;
    return until !== undefined && until > this.deps.clock.now() ? until : undefined;
  }

  protect(until: number | undefined): void {
    this.#protectedUntil = until;
    this.options.onChange();
  }

  get temporaryFolder(): string {
    return path.join(tasksFolder(this.deps.workFolder), this.id);
  }

  /** True while it goes on, for all that is known. */
  get isLive(): boolean {
    return this.status === "PENDING" || this.status === "RUNNING";
  }

  /** Every container has exited with 0. */
  get hasSucceeded(): boolean {
    return this.containers.length > 0 && this.containers.every(({ exit }) => exit?.exitCode === 0);
  }

  get hasHealthCheck(): boolean {
    return this.containers.some(({ health }) => health !== undefined);
  }

  /** Running, and well as far as its containers have a check for that. */
  get isHealthy(): boolean {
    return (
      this.status === "RUNNING" && this.containers.every(({ health }) => health === undefined || health === "HEALTHY")
    );
  }

  /** Gets what the containers need and starts them; a task that cannot start has stopped when this returns. */
  start(): void {
    if (this.status !== "PENDING") return;
    const { clock } = this.deps;
    try {
      mkdirSync(this.temporaryFolder, { recursive: true });
      const { principal, containers } = prepareTask(this, this.deps);
      this.principal = principal;
      this.containers = containers.map((prepared) => new Container(prepared, clock, () => this.#healthChanged()));
    } catch (error) {
      const isExpected = error instanceof TaskStartError;
      this.#fail("TaskFailedToStart", isExpected ? error.message : `the local cloud failed: ${stackOf(error)}`);
      this.#stopped();
      return;
    }
    this.status = "RUNNING";
    this.startedAt = clock.now();
    for (const container of this.containers) void container.ended.then(() => this.#containerEnded(container));
    this.options.onChange();
  }

  /** SIGTERM to every container, SIGKILL after its stop timeout; the first reason to stop counts. */
  stop(code: StopCode, reason: string): Promise<void> {
    this.#stopping(code, reason);
    for (const container of this.containers) container.stop();
    if (this.containers.length === 0) this.#stopped();
    return this.ended;
  }

  /** Has it stopped because its host has failed: nothing of it runs, and of no container it is known how it ended. */
  lose(): void {
    this.#fail("TerminationNotice", HOST_GONE);
    this.#stopped();
  }

  /** Ends every process at once, as the failure of a host does. */
  kill(): void {
    for (const container of this.containers) container.kill();
  }

  /** As the contract has it. */
  get snapshot(): Task {
    const exitCode = this.containers.find(({ spec, exit }) => spec.essential && exit)?.exit?.exitCode;
    return {
      arn: this.arn,
      taskDefinitionArn: this.options.definition.arn,
      clusterArn: this.options.cluster.arn,
      status: this.status,
      ...(this.options.serviceArn !== undefined && { serviceArn: this.options.serviceArn }),
      ...(this.startedAt !== undefined && { startedAt: this.startedAt }),
      ...(this.stoppedReason !== undefined && { stoppedReason: this.stoppedReason }),
      ...(exitCode !== undefined && { exitCode }),
      ...(this.protectedUntil !== undefined && { protectedUntil: this.protectedUntil }),
    };
  }

  #healthChanged(): void {
    const isUnhealthy = this.containers.some(({ spec, health }) => spec.essential && health === "UNHEALTHY");
    if (isUnhealthy) this.#fail("ServiceSchedulerInitiated", "Task failed container health checks");
    else this.options.onChange();
  }

  #containerEnded({ spec }: Container): void {
    const isLast = this.containers.every(({ exit }) => exit);
    if (spec.essential || isLast) this.#fail("EssentialContainerExited", "Essential container in task exited");
    if (isLast) this.#stopped();
  }

  #fail(code: StopCode, reason: string): void {
    if (!this.isLive) return;
    this.hasFailed = true;
    this.#stopping(code, reason);
    for (const container of this.containers) container.stop();
  }

  #stopping(code: StopCode, reason: string): void {
    if (!this.isLive) return;
    this.status = "STOPPING";
    this.stoppingAt = this.deps.clock.now();
    this.stopCode = code;
    this.stoppedReason = reason;
    this.options.onChange();
  }

  #stopped(): void {
    if (this.status === "STOPPED") return;
    this.status = "STOPPED";
    this.stoppedAt = this.deps.clock.now();
    rmSync(this.temporaryFolder, { recursive: true, force: true });
    this.#end();
    this.options.onChange();
  }
}

/** Holds the temporary folder of each task. */
export function tasksFolder(workFolder: string): string {
  return path.join(workFolder, "ecs", "tasks");
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
