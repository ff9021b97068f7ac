import type { Clock, Timer } from "../../base/clock";
import type { Report } from "../../base/report";
import { failureThreshold, newDeployment, type ServiceDeployment } from "./deploymentState";
import type { EcsServiceSpec, TaskDefinitionSpec } from "./ecs";
import type { RunningTask } from "./runningTask";

export interface SchedulerDependencies {
  clock: Clock;
  report: Report;
  /** Makes a task of the service and starts it: later, so that its first change finds it known. */
  startTask(spec: EcsServiceSpec, definition: TaskDefinitionSpec, onChange: () => void): RunningTask;
  /** Hears of a deployment that begins, is complete, or has failed. */
  tell(spec: EcsServiceSpec, deployment: Readonly<ServiceDeployment>): void;
}

/** A task that lived as long has started well: the next failure is the first again. */
const GOOD_LIFE_MS = 10_000;
/** ECS slows the starts of a failing service down to one in 27 minutes; who sits in front of a laptop waits less. */
const FIRST_BACKOFF_MS = 1000;
const LAST_BACKOFF_MS = 30_000;

/** Where no health check tells, a task that has lived as long is well: a program that ends at once has not been deployed. */
const STEADY_AFTER_MS = 5000;

/**
 * The words in which AWS's provider fails a service whose deployment it waits for, once it was rolled back. Source: Terraform's AWS
 * provider, `statusServiceWaitForStable` in `internal/service/ecs/service.go`, and `service_test.go`; older versions, which know no
 * `sigint_rollback`, took the rolled-back service for a success.
 */
const ROLLED_BACK = "Service deployment rolled back because the circuit breaker threshold was exceeded.";

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

interface Member {
  task: RunningTask;
  deployment: ServiceDeployment;
  hasFailed: boolean;
}

/**
 * Keeps one service's tasks as many, and of the definition, as they should be. After every change it looks at what there is
 * and does the next steps: so there is one rule for starting, scaling, deploying and replacing.
 *
 * Source: Amazon ECS Developer Guide, "Amazon ECS services", "Deploy Amazon ECS services by replacing tasks", "Amazon ECS
 * service throttle logic", "Protect your Amazon ECS tasks from being terminated by scale-in events".
 */
export class ServiceScheduler {
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly #members = new Set<Member>();
  #desired: number;
  #deployment: ServiceDeployment;
  /** The last complete deployment: where the circuit breaker goes back to. */
  #lastGood: Readonly<ServiceDeployment> | undefined;
  #failuresInARow = 0;
  #notBefore = 0;
  #timer: Timer | undefined;
  /** When the next step can be done though nothing has changed by then. */
  #wakeAt = Number.POSITIVE_INFINITY;
  #isReconciling = false;
  #again = false;
  #stopped = false;
  #waiting: Waiting[] = [];
  /** Those who waited for a deployment that is being rolled back. */
  #waitingForRollback: Waiting[] = [];

  constructor(
    private spec: EcsServiceSpec,
    definition: TaskDefinitionSpec,
    private readonly deps: SchedulerDependencies,
  ) {
    this.createdAt = deps.clock.now();
    this.#desired = spec.desiredCount;
    this.#deployment = newDeployment(definition, this.createdAt);
    deps.tell(spec, this.#deployment);
    this.#reconcile();
  }

  get currentSpec(): EcsServiceSpec {
    return this.spec;
  }

  get deployment(): Readonly<ServiceDeployment> {
    return this.#deployment;
  }

  get desired(): number {
    return this.#desired;
  }

  get tasks(): readonly RunningTask[] {
    return [...this.#members].map(({ task }) => task);
  }

  get running(): number {
    return this.tasks.filter(({ status }) => status === "RUNNING").length;
  }

  get pending(): number {
    return this.tasks.filter(({ status }) => status === "PENDING").length;
  }

  /** Changes the service; the desired count stays. A new definition is deployed. */
  update(spec: EcsServiceSpec, definition: TaskDefinitionSpec): void {
    this.spec = spec;
    if (definition.arn === this.#deployment.definition.arn) this.#reconcile();
    else this.deploy(definition);
  }

  /** Replaces every task by one of this definition, within the bounds of the service. */
  deploy(definition: TaskDefinitionSpec): void {
    this.#begin(newDeployment(definition, this.deps.clock.now()));
  }

  #begin(deployment: ServiceDeployment): void {
    this.#deployment = deployment;
    this.deps.tell(this.spec, deployment);
    this.#failuresInARow = 0;
    this.#notBefore = 0;
    this.#reconcile();
  }

  setDesired(count: number): void {
    this.#desired = count;
    this.#reconcile();
  }

  /** Resolves when the deployment is complete. @throws Error when it has failed, or was rolled back: then once it was */
  steady(): Promise<void> {
    const steady = new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    this.#settle();
    return steady;
  }

  /** Stops every task, protected ones too, and starts none any more. */
  async stop(reason: string): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#disappoint(this.#waiting, `the service ${this.spec.name} was stopped`);
    this.#disappoint(this.#waitingForRollback, `the service ${this.spec.name} was stopped`);
    await Promise.all(this.tasks.map((task) => task.stop("ServiceSchedulerInitiated", reason)));
  }

  /** Brings the tasks to what is wanted. A change of tasks calls it again: then it looks once more, when it is through. */
  #reconcile(): void {
    this.#again = true;
    if (this.#isReconciling) return;
    this.#isReconciling = true;
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        this.#wakeAt = Number.POSITIVE_INFINITY;
        this.#step();
      }
    } finally {
      this.#isReconciling = false;
    }
    this.#timer?.cancel();
    if (this.#stopped || this.#wakeAt === Number.POSITIVE_INFINITY) return;
    this.#timer = this.deps.clock.after(this.#wakeAt - this.deps.clock.now(), () => this.#reconcile());
  }

  #step(): void {
    const { minimumHealthyPercent, maximumPercent } = this.spec;
    const floor = Math.ceil((this.#desired * minimumHealthyPercent) / 100);
    const ceiling = Math.floor((this.#desired * maximumPercent) / 100);

    this.#scaleIn();
    const { current, old } = this.#live();
    this.#startTasks(Math.min(this.#desired - current.length, ceiling - current.length - old.length));
    this.#replaceOld(floor);
    this.#settle();
    this.#awaitProtection();
  }

  #live(): { current: RunningTask[]; old: RunningTask[] } {
    const live = [...this.#members].filter(({ task }) => task.isLive);
    const isCurrent = ({ deployment }: Member) => deployment === this.#deployment;
    return {
      current: live.filter(isCurrent).map(({ task }) => task),
      old: live.filter((member) => !isCurrent(member)).map(({ task }) => task),
    };
  }

  /** Stops tasks that may go: those that do not run yet, then the youngest. */
  #scaleIn(): void {
    const { current } = this.#live();
    const surplus = current.length - this.#desired;
    const free = current.filter(({ protectedUntil }) => protectedUntil === undefined);
    const order = [...free].reverse().sort((a, b) => Number(a.status === "RUNNING") - Number(b.status === "RUNNING"));
    for (const task of order.slice(0, Math.max(0, surplus))) this.#retire(task);
  }

  #startTasks(count: number): void {
    if (count <= 0 || this.#deployment.state === "FAILED") return;
    if (this.#notBefore > this.deps.clock.now()) {
      this.#wakeAt = Math.min(this.#wakeAt, this.#notBefore);
      return;
    }
    for (let started = 0; started < count; started += 1) this.#startTask();
  }

  #startTask(): void {
    const deployment = this.#deployment;
    const task = this.deps.startTask(this.spec, deployment.definition, () => this.#changed(member));
    const member: Member = { task, deployment, hasFailed: false };
    this.#members.add(member);
  }

  /** Unhealthy tasks of an older deployment go at once, healthy ones as long as enough remain. */
  #replaceOld(floor: number): void {
    const { current, old } = this.#live();
    let healthy = [...current, ...old].filter(({ isHealthy }) => isHealthy).length;
    const sickFirst = [...old].sort((a, b) => Number(a.isHealthy) - Number(b.isHealthy));
    for (const task of sickFirst) {
      if (task.protectedUntil !== undefined || (task.isHealthy && healthy - 1 < floor)) continue;
      if (task.isHealthy) healthy -= 1;
      this.#retire(task);
    }
  }

  #retire(task: RunningTask): void {
    void task.stop("ServiceSchedulerInitiated", `Scaling activity initiated by (deployment ${this.#deployment.id})`);
  }

  #changed(member: Member): void {
    const { task } = member;
    if (task.hasFailed && !member.hasFailed) {
      member.hasFailed = true;
      this.#taskFailed(member);
    }
    if (task.status === "STOPPED") this.#members.delete(member);
    this.#reconcile();
  }

  #taskFailed({ task, deployment }: Member): void {
    if (this.#stopped) return;
    const { stopCode, stoppedReason, startedAt, stoppingAt = 0 } = task;
    const livedMs = startedAt === undefined ? 0 : stoppingAt - startedAt;
    this.#failuresInARow = livedMs >= GOOD_LIFE_MS ? 0 : this.#failuresInARow + 1;
    if (this.#failuresInARow > 0) {
      const backoffMs = Math.min(LAST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (this.#failuresInARow - 1));
      this.#notBefore = this.deps.clock.now() + backoffMs;
    }
    const exits = task.containers.flatMap(({ spec, exit }) =>
      exit ? `${spec.name} exited with ${exit.exitCode}` : [],
    );
    const details = stopCode === "EssentialContainerExited" ? ` (${exits.join(", ")})` : "";
    this.deps.report.warn(this.spec.label, `task ${task.id.slice(0, 8)} stopped: ${stoppedReason}${details}`);
    if (deployment === this.#deployment && deployment.state === "IN_PROGRESS") this.#deploymentFailedATask();
  }

  #deploymentFailedATask(): void {
    const { circuitBreaker, name, label } = this.spec;
    const failed = this.#deployment;
    failed.failedTasks += 1;
    if (!circuitBreaker.enable || failed.failedTasks < failureThreshold(this.#desired)) return;
    failed.state = "FAILED";
    failed.reason = "ECS deployment circuit breaker: task failed to start.";
    this.deps.tell(this.spec, failed);
    const text = `(service ${name}) (deployment ${failed.id}) deployment failed: tasks failed to start.`;
    if (circuitBreaker.rollback && this.#lastGood) {
      const { id, definition } = this.#lastGood;
      this.deps.report.warn(label, `${text} Rolling back to ${definition.family}:${definition.revision}.`);
      this.#waitingForRollback.push(...this.#waiting.splice(0));
      // From now on it is the service's definition, so that the failed one would be a change again.
      this.spec = { ...this.spec, taskDefinitionArn: definition.arn };
      this.#begin(newDeployment(definition, this.deps.clock.now(), id));
    } else {
      this.#disappoint(this.#waiting, text);
      this.deps.report.warn(label, `${text} No more tasks are started until the service is changed.`);
    }
  }

  #disappoint(waiting: Waiting[], text: string): void {
    for (const { reject } of waiting.splice(0)) reject(new Error(text));
  }

  /** Completes the deployment as soon as all tasks are of it, well, and likely to stay so. */
  #settle(): void {
    const { current, old } = this.#live();
    const healthy = current.filter(({ isHealthy }) => isHealthy);
    if (old.length > 0 || healthy.length < this.#desired || this.#deployment.state === "FAILED") return;
    if (this.#deployment.state === "IN_PROGRESS") {
      const unchecked = healthy.filter(({ hasHealthCheck }) => !hasHealthCheck);
      const steadyAt = Math.max(0, ...unchecked.map(({ startedAt = 0 }) => startedAt + STEADY_AFTER_MS));
      if (steadyAt > this.deps.clock.now()) {
        this.#wakeAt = Math.min(this.#wakeAt, steadyAt);
        return;
      }
      this.#deployment.state = "COMPLETED";
      this.#deployment.reason = `ECS deployment ${this.#deployment.id} completed.`;
      this.#lastGood = this.#deployment;
      this.deps.tell(this.spec, this.#deployment);
    }
    this.#disappoint(this.#waitingForRollback, ROLLED_BACK);
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  /** Tasks that are to go, but are protected, go when their protection ends. */
  #awaitProtection(): void {
    const { current, old } = this.#live();
    if (old.length === 0 && current.length <= this.#desired) return;
    const ends = [...current, ...old].flatMap(({ protectedUntil }) => protectedUntil ?? []);
    this.#wakeAt = Math.min(this.#wakeAt, ...ends);
  }
}
