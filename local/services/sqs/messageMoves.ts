import { randomUUID } from "node:crypto";
import type {
  ListMessageMoveTasksCommandInput,
  ListMessageMoveTasksResultEntry,
  StartMessageMoveTaskCommandInput,
} from "@aws-sdk/client-sqs";
import { AwsError } from "../../base/awsError";
import type { Clock } from "../../base/clock";
import { type KeptMap, type KeptMaps, noMaps } from "../../base/keptMaps";
import { queryCodeOf } from "../../edge/wire";
import type { Request } from "../../edge/wireTypes";
import { moveMessage } from "./moveMessage";
import type { Queues } from "./queues";
import { invalidValue, missingParameter, SQS_QUERY_CODES, sqsError } from "./sqsErrors";

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
/** For as long a message is hidden while it is being moved. */
const VISIBILITY_MS = 30_000;

/**
 * Redrive: `StartMessageMoveTask`, `ListMessageMoveTasks` and `CancelMessageMoveTask`.
 *
 * A task ends when it has moved as many messages as were visible at its start, or when none is left. Without a destination each message
 * goes to the queue that it came from. Without a rate, all are moved at once.
 * Source: Amazon SQS API Reference; the words of refusals as AWS's are known from other emulators, validated against it.
 */
export class MessageMoves {
  readonly #queues: Queues;
  readonly #clock: Clock;
  /** The newest first, by source. */
  readonly #tasks = new Map<string, Task[]>();
  readonly #kept: KeptMap<Task>;
  #isStopped = false;

  constructor(queues: Queues, clock: Clock, maps: KeptMaps = noMaps) {
    this.#queues = queues;
    this.#clock = clock;
    this.#kept = maps.map("move tasks");
    const kept = [...this.#kept.entries().values()].sort((a, b) => b.startedAt - a.startedAt);
    for (const task of kept) this.#tasks.set(task.sourceArn, [...(this.#tasks.get(task.sourceArn) ?? []), { ...task }]);
  }

  /** Goes on with what an earlier process had begun, once the program's queues are there. */
  resume(): void {
    for (const task of [...this.#tasks.values()].flat()) this.#step(task);
  }

  /**
   * Finds the queues that a task sends to.
   * @throws AwsError `InvalidParameterValue`, `ResourceNotFoundException`
   */
  destinationsOf({ SourceArn, DestinationArn }: Request<StartMessageMoveTaskCommandInput>): readonly string[] {
    this.#checkExists("SourceArn", SourceArn);
    if (DestinationArn !== undefined) {
      this.#checkExists("DestinationArn", DestinationArn);
      return [DestinationArn];
    }
    return this.#queues.sourcesOf(SourceArn).map(({ arn }) => arn);
  }

  start(params: Request<StartMessageMoveTaskCommandInput>): { TaskHandle: string } {
    const destinations = this.destinationsOf(params);
    const { SourceArn: sourceArn, DestinationArn, MaxNumberOfMessagesPerSecond: rate } = params;
    if (this.#queues.sourcesOf(sourceArn).length === 0) {
      throw invalid("Source queue must be configured as a Dead Letter Queue.");
    }
    if (destinations.includes(sourceArn)) {
      throw invalid("Source queue arn and destination queue arn must be different.");
    }
    const tasks = this.#tasks.get(sourceArn) ?? [];
    if (tasks.some(({ status }) => status === "RUNNING")) {
      throw invalid(
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
      );
    }
    if (rate !== undefined && !(Number.isInteger(rate) && rate >= 1 && rate <= MAX_PER_SECOND)) {
      const reason = `You must enter a value that's between 1 and ${MAX_PER_SECOND}.`;
      throw invalidValue("MaxNumberOfMessagesPerSecond", rate, reason);
    }
    const task: Task = {
      id: randomUUID(),
      sourceArn,
      toMove: this.#queues.of(sourceArn).depth().visible,
      moved: 0,
      startedAt: this.#clock.now(),
      status: "RUNNING",
      ...(DestinationArn !== undefined && { destinationArn: DestinationArn }),
      ...(rate !== undefined && { maxPerSecond: rate }),
    };
    for (const { id } of tasks.splice(MAX_LISTED - 1)) this.#kept.delete(id);
    this.#tasks.set(sourceArn, [task, ...tasks]);
    this.#step(task);
    return { TaskHandle: handleOf(task) };
  }

  list({ SourceArn, MaxResults = 1 }: Request<ListMessageMoveTasksCommandInput>): {
    Results: readonly MoveTaskEntry[];
  } {
    this.#checkExists("SourceArn", SourceArn);
    if (!(Number.isInteger(MaxResults) && MaxResults >= 1 && MaxResults <= MAX_LISTED)) {
      const reason = `Value for parameter MaxResults is invalid. Reason: You must enter a value between 1 and ${MAX_LISTED}.`;
      throw invalidValue("MaxResults", MaxResults, reason);
    }
    return { Results: (this.#tasks.get(SourceArn) ?? []).slice(0, MaxResults).map(entryOf) };
  }

  cancel(taskHandle: string | undefined): { ApproximateNumberOfMessagesMoved: number } {
    this.#checkExists("SourceArn", this.sourceOf(taskHandle));
    const task = [...this.#tasks.values()].flat().find((each) => handleOf(each) === taskHandle);
    if (!task) throw sqsError("ResourceNotFoundException", "Task does not exist.");
    if (task.status !== "RUNNING") throw sqsError("UnsupportedOperation", "Only active tasks can be cancelled.");
    this.#end(task, "CANCELLED");
    return { ApproximateNumberOfMessagesMoved: task.moved };
  }

  /** Finds the source of a task, which a caller must be allowed to cancel. @throws AwsError `InvalidParameterValue` */
  sourceOf(taskHandle: string | undefined): string {
    try {
      return (JSON.parse(Buffer.from(String(taskHandle), "base64").toString()) as { sourceArn: string }).sourceArn;
    } catch {
      throw invalid("Value for parameter TaskHandle is invalid.");
    }
  }

  /** Ends and forgets the tasks of a queue that is deleted. */
  forget(sourceArn: string): void {
    for (const task of this.#tasks.get(sourceArn) ?? []) {
      task.status = "CANCELLED";
      this.#kept.delete(task.id);
    }
    this.#tasks.delete(sourceArn);
  }

  /** Moves nothing more in this process. */
  stop(): void {
    this.#isStopped = true;
  }

  /** One batch, and then the next one when the rate allows it. */
  #step(task: Task): void {
    if (task.status !== "RUNNING" || this.#isStopped) return;
    const before = task.moved;
    try {
      this.#moveBatch(task, Math.min(BATCH, task.maxPerSecond ?? BATCH, task.toMove - task.moved));
    } catch (error) {
      this.#end(task, "FAILED", reasonOf(error));
      return;
    }
    const count = task.moved - before;
    if (count === 0 || task.moved >= task.toMove) {
      this.#end(task, "COMPLETED");
      return;
    }
    this.#kept.set(task.id, { ...task });
    const delayMs = task.maxPerSecond === undefined ? 0 : (count * 1000) / task.maxPerSecond;
    this.#clock.after(delayMs, () => this.#step(task));
  }

  #end(task: Task, status: Task["status"], failureReason?: string): void {
    task.status = status;
    if (failureReason !== undefined) task.failureReason = failureReason;
    this.#kept.set(task.id, { ...task });
  }

  #moveBatch(task: Task, max: number): void {
    const from = this.#queues.of(task.sourceArn);
    const messages = from.take(max, VISIBILITY_MS, () => false);
    const where = { queueOf: (arn: string) => this.#queues.find(arn), now: this.#clock.now() };
    for (const [at, message] of messages.entries()) {
      try {
        moveMessage(message, from, task.destinationArn, where);
      } catch (error) {
        for (const left of messages.slice(at)) from.hide(left, 0);
        throw error;
      }
      task.moved++;
    }
  }

  #checkExists(parameter: string, arn: string | undefined): void {
    if (!arn) throw missingParameter(parameter);
    if (this.#queues.find(arn)) return;
    throw sqsError(
      "ResourceNotFoundException",
      `The resource that you specified for the ${parameter} parameter doesn't exist.`,
    );
  }
}

type MoveTaskEntry = {
  readonly [Name in keyof ListMessageMoveTasksResultEntry]: ListMessageMoveTasksResultEntry[Name];
};

function handleOf({ id, sourceArn }: Task): string {
  return Buffer.from(JSON.stringify({ taskId: id, sourceArn })).toString("base64");
}

/** A handle is for what runs; what nobody gave is absent. */
function entryOf(task: Task): MoveTaskEntry {
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

/** AWS names the code alone; here a message says more where its code is of no help. */
function reasonOf(error: unknown): string {
  if (!(error instanceof AwsError)) return String(error);
  const code = queryCodeOf(error, SQS_QUERY_CODES);
  return code === "InvalidParameterValue" ? `${code}: ${error.message}` : code;
}

function invalid(message: string): AwsError {
  return sqsError("InvalidParameterValue", message);
}
