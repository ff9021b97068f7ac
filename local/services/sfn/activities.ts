import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Services } from "../../services";
import type { WorkersTask } from "./asl/runtime";
import { checkName } from "./names";

interface Activity {
  readonly arn: string;
  readonly name: string;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  /** The oldest first, as the workers. */
  readonly tasks: Set<WorkersTask>;
  readonly workers: Set<(task: WorkersTask | undefined) => void>;
}

/** How long a worker waits for a task. Source: AWS Step Functions API Reference, "GetActivityTask". */
const POLL_MS = 60_000;

/** The activities that are there: lists of tasks for workers that ask for them. */
export class Activities {
  readonly #byArn = new Map<string, Activity>();

  constructor(private readonly deps: Pick<Services, "clock" | "inventory">) {}

  /** Makes one, or answers the one of this name. @throws AwsError `InvalidName` */
  create(name: string, tags: Readonly<Record<string, string>> = {}): Pick<Activity, "arn" | "name" | "createdAt"> {
    checkName(name);
    const activityArn = arn("states", `activity:${name}`);
    const known = this.#byArn.get(activityArn);
    if (known !== undefined) return known;
    const createdAt = this.deps.clock.now();
    const activity = { arn: activityArn, name, createdAt, tasks: new Set<WorkersTask>(), workers: new Set<never>() };
    this.#byArn.set(activityArn, activity);
    this.deps.inventory.tag(activityArn, tags);
    return activity;
  }

  /** One that is not there is deleted already. Tasks that nobody has taken wait for ever, as on AWS. */
  delete(activityArn: string): void {
    const activity = this.#byArn.get(activityArn);
    this.#byArn.delete(activityArn);
    for (const worker of activity?.workers ?? []) worker(undefined);
  }

  has(activityArn: string): boolean {
    return this.#byArn.has(activityArn);
  }

  /** @throws AwsError `InvalidArn`, `ActivityDoesNotExist` */
  find(activityArn: string): Activity {
    if (!activityArn.startsWith("arn:")) {
      throw new AwsError("InvalidArn", `Invalid Arn: 'Invalid ARN prefix: ${activityArn}'`);
    }
    const activity = this.#byArn.get(activityArn);
    if (activity !== undefined) return activity;
    throw new AwsError("ActivityDoesNotExist", `Activity Does Not Exist: '${activityArn}'`);
  }

  /** In the order in which they were made. */
  list(): readonly Activity[] {
    return [...this.#byArn.values()];
  }

  /** Hands a task to a worker that waits, or to the next one that comes. @returns what takes the task back */
  offer(activityArn: string, task: WorkersTask): () => void {
    const activity = this.#byArn.get(activityArn);
    const [worker] = activity?.workers ?? [];
    if (worker) worker(task);
    else activity?.tasks.add(task);
    return () => void activity?.tasks.delete(task);
  }

  /**
   * Waits for a task; `undefined` where there is none for a minute.
   * @param closed aborts when nobody waits any more
   */
  async take(
    activityArn: string,
    workerName: string | undefined,
    closed?: AbortSignal,
  ): Promise<WorkersTask | undefined> {
    const { tasks, workers } = this.find(activityArn);
    if (closed?.aborted) return undefined;
    const [waiting] = tasks;
    if (waiting) tasks.delete(waiting);
    const task = waiting ?? (await this.#next(workers, closed));
    task?.onTaken(workerName);
    return task;
  }

  /** Lets no worker wait any longer. */
  stop(): void {
    for (const { workers } of this.#byArn.values()) for (const worker of workers) worker(undefined);
  }

  #next(workers: Activity["workers"], closed: AbortSignal | undefined): Promise<WorkersTask | undefined> {
    return new Promise((resolve) => {
      const worker = (task: WorkersTask | undefined) => {
        workers.delete(worker);
        timer.cancel();
        closed?.removeEventListener("abort", gone);
        resolve(task);
      };
      const gone = () => worker(undefined);
      const timer = this.deps.clock.after(POLL_MS, gone);
      closed?.addEventListener("abort", gone);
      workers.add(worker);
    });
  }
}
