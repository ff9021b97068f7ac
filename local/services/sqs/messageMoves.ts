import { randomUUID } from "node:crypto";
import { AwsError } from "../../base/awsError";
import type { Clock } from "../../base/clock";

/** The queues as a move needs them, by their ARNs. */
export interface MovableQueues {
  exists(arn: string): boolean;
  /** The queues whose dead-letter queue this is. */
  sourcesOf(arn: string): readonly string[];
  visible(arn: string): number;
  /**
   * Moves visible messages as new ones: their bodies, attributes and message groups stay.
   * @returns how many there were, `max` at most
   * @throws AwsError where the destination takes one not; it stays where it was
   */
  move(sourceArn: string, destinationArn: string, max: number): Promise<number>;
}

interface Task {
  id: string;
  sourceArn: string;
  /** As the request gave it. */
  destinationArn?: string;
  maxPerSecond?: number;
  toMove: number;
  moved: number;
  /** Milliseconds since the Unix epoch. */
  startedAt: number;
  status: "RUNNING" | "COMPLETED" | "CANCELLED" | "FAILED";
  failureReason?: string;
}

const MAX_PER_SECOND = 500;
const MAX_LISTED = 10;
const BATCH = 10;

/**
 * Redrive: `StartMessageMoveTask`, `ListMessageMoveTasks` and `CancelMessageMoveTask`.
 *
 * A task ends when it has moved as many messages as were visible at its start, or when none is left. Without a destination AWS moves
 * each message to the queue that it came from; here the dead-letter queue must have one source only then, because messages
 * do not remember theirs. Without a rate, all are moved at once.
 * Source: Amazon SQS API Reference; the words of refusals as AWS's are known from other emulators, validated against it.
 */
export class MessageMoves {
  readonly #queues: MovableQueues;
  readonly #clock: Clock;
  /** The newest first, by source. */
  readonly #tasks = new Map<string, Task[]>();

  constructor(queues: MovableQueues, clock: Clock) {
    this.#queues = queues;
    this.#clock = clock;
  }

  /** @throws AwsError `InvalidParameterValue`, `ResourceNotFoundException` */
  destinationOf({ SourceArn, DestinationArn }: Record<string, unknown>): string {
    const source = this.#existing("SourceArn", SourceArn);
    if (DestinationArn !== undefined) return this.#existing("DestinationArn", DestinationArn);
    const [only, ...others] = this.#queues.sourcesOf(source);
    if (only === undefined) throw invalid("Source queue must be configured as a Dead Letter Queue.");
    if (others.length === 0) return only;
    throw new AwsError(
      "UnsupportedOperation",
      `${source} is the dead-letter queue of ${others.length + 1} queues: give a DestinationArn, the local cloud does not know which message came from which.`,
    );
  }

  start(params: Record<string, unknown>): Record<string, unknown> {
    const destination = this.destinationOf(params);
    const { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond: rate } = params;
    const sourceArn = String(SourceArn);
    if (this.#queues.sourcesOf(sourceArn).length === 0) {
      throw invalid("Source queue must be configured as a Dead Letter Queue.");
    }
    if (destination === sourceArn) throw invalid("Source queue arn and destination queue arn must be different.");
    const tasks = this.#tasks.get(sourceArn) ?? [];
    if (tasks.some(({ status }) => status === "RUNNING")) {
      throw invalid(
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
      );
    }
    if (rate !== undefined && !(Number.isInteger(rate) && Number(rate) >= 1 && Number(rate) <= MAX_PER_SECOND)) {
      throw invalid(
        `Value ${String(rate)} for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must enter a value that's between 1 and ${MAX_PER_SECOND}.`,
      );
    }
    const task: Task = {
      id: randomUUID(),
      sourceArn,
      toMove: this.#queues.visible(sourceArn),
      moved: 0,
      startedAt: this.#clock.now(),
      status: "RUNNING",
      ...(DestinationArn !== undefined && { destinationArn: destination }),
      ...(rate !== undefined && { maxPerSecond: Number(rate) }),
    };
    this.#tasks.set(sourceArn, [task, ...tasks].slice(0, MAX_LISTED));
    void this.#step(task, destination);
    return { TaskHandle: handleOf(task) };
  }

  list({ SourceArn, MaxResults = 1 }: Record<string, unknown>): Record<string, unknown> {
    const source = this.#existing("SourceArn", SourceArn);
    if (!(Number.isInteger(MaxResults) && Number(MaxResults) >= 1 && Number(MaxResults) <= MAX_LISTED)) {
      throw invalid(
        `Value ${String(MaxResults)} for parameter MaxResults is invalid. Reason: Value for parameter MaxResults is invalid. Reason: You must enter a value between 1 and ${MAX_LISTED}.`,
      );
    }
    return { Results: (this.#tasks.get(source) ?? []).slice(0, Number(MaxResults)).map(entryOf) };
  }

  cancel({ TaskHandle }: Record<string, unknown>): Record<string, unknown> {
    const task = [...this.#tasks.values()].flat().find((each) => handleOf(each) === TaskHandle);
    if (!task) throw new AwsError("ResourceNotFoundException", "Task does not exist.", 404);
    if (task.status !== "RUNNING") {
      throw new AwsError("UnsupportedOperation", "Only active tasks can be cancelled.");
    }
    task.status = "CANCELLED";
    return { ApproximateNumberOfMessagesMoved: task.moved };
  }

  /** Finds the source of a task, which a caller must be allowed to cancel. @throws AwsError `InvalidParameterValue` */
  sourceOf(taskHandle: unknown): string {
    try {
      return (JSON.parse(Buffer.from(String(taskHandle), "base64").toString()) as { sourceArn: string }).sourceArn;
    } catch {
      throw invalid("Value for parameter TaskHandle is invalid.");
    }
  }

  stop(): void {
    for (const task of [...this.#tasks.values()].flat()) {
      if (task.status === "RUNNING") task.status = "CANCELLED";
    }
  }

  /** One batch, and then the next one when the rate allows it. */
  async #step(task: Task, destination: string): Promise<void> {
    const batch = Math.min(BATCH, task.maxPerSecond ?? BATCH, task.toMove - task.moved);
    let count: number;
    try {
      count = batch === 0 ? 0 : await this.#queues.move(task.sourceArn, destination, batch);
    } catch (error) {
      task.status = "FAILED";
      task.failureReason = error instanceof AwsError ? `${error.code}: ${error.message}` : String(error);
      return;
    }
    task.moved += count;
    if (task.status !== "RUNNING") return;
    if (count === 0 || task.moved >= task.toMove) {
      task.status = "COMPLETED";
      return;
    }
    const delayMs = task.maxPerSecond === undefined ? 0 : (count * 1000) / task.maxPerSecond;
    this.#clock.after(delayMs, () => {
      if (task.status === "RUNNING") void this.#step(task, destination);
    });
  }

  #existing(parameter: string, arn: unknown): string {
    if (typeof arn !== "string" || arn === "")
      throw new AwsError("MissingParameter", `The request must contain the parameter ${parameter}.`);
    if (this.#queues.exists(arn)) return arn;
    throw new AwsError(
      "ResourceNotFoundException",
      `The resource that you specified for the ${parameter} parameter doesn't exist.`,
      404,
    );
  }
}

function handleOf({ id, sourceArn }: Task): string {
  return Buffer.from(JSON.stringify({ taskId: id, sourceArn })).toString("base64");
}

/** A handle is for what runs; what nobody gave is absent. */
function entryOf(task: Task): Record<string, unknown> {
  return {
    ...(task.status === "RUNNING" && { TaskHandle: handleOf(task) }),
    Status: task.status,
    SourceArn: task.sourceArn,
    ...(task.destinationArn !== undefined && { DestinationArn: task.destinationArn }),
    ...(task.maxPerSecond !== undefined && { MaxNumberOfMessagesPerSecond: task.maxPerSecond }),
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    StartedTimestamp: task.startedAt,
    ...(task.failureReason !== undefined && { FailureReason: task.failureReason }),
  };
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}
