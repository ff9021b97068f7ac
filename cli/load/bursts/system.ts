import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { BatchGetItemCommand, paginateScan } from "@aws-sdk/client-dynamodb";
import { DescribeTasksCommand, paginateListTasks } from "@aws-sdk/client-ecs";
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { depthOf } from "../systemState";
import type { BurstsTarget } from "./target";

/** The system as seen from outside, at one moment. */
export interface BurstsState {
  waiting: number;
  inFlight: number;
  deadLetters: number;
  /** The state of the alarm on too many messages. */
  alarm: string;
  tasks: { running: number; pending: number };
  /** Messages of the run that have an item. */
  stored: number;
}

/** Keys of one `BatchGetItem`, tasks of one `DescribeTasks`: AWS's limits. */
const MAX_KEYS = 100;
/** Requests under way at once. */
const PARALLEL = 8;

/** Sends to a system `bursts`, and looks into it. */
export class BurstsSystem {
  /** Ids of the run: those that are not known to be stored yet, and those that are. */
  readonly #missing = new Set<string>();
  readonly #stored = new Set<string>();

  constructor(
    private readonly target: BurstsTarget,
    readonly runId: string,
  ) {}

  /** The id of message `number`, by which it is stored. */
  idOf(number: number): string {
    return `${this.runId}-${number}`;
  }

  /**
   * Sends up to ten messages.
   * @returns those that SQS did not take
   */
  async send(numbers: readonly number[]): Promise<number[]> {
    const { queueUrl: QueueUrl } = this.target.outputs;
    const Entries = numbers.map((number, index) => ({ Id: `${index}`, MessageBody: this.#bodyOf(number) }));
    const { Failed = [] } = await this.target.clients.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const failed = new Set(Failed.map(({ Id }) => Number(Id)));
    const taken = numbers.filter((_, index) => !failed.has(index)).map((number) => this.idOf(number));
    for (const id of taken) if (!this.#stored.has(id)) this.#missing.add(id);
    return numbers.filter((_, index) => failed.has(index));
  }

  async state(): Promise<BurstsState> {
    const { clients, outputs } = this.target;
    const [depth, dead, alarm, tasks] = await Promise.all([
      depthOf(clients.sqs, outputs.queueUrl),
      depthOf(clients.sqs, outputs.deadLetterQueueUrl),
      this.#alarm(),
      this.#tasks(),
      this.#lookForItems(),
    ]);
    return { ...depth, deadLetters: dead.waiting + dead.inFlight, alarm, tasks, stored: this.#stored.size };
  }

  /** How often each message of the run is in the table, whatever its item's key: read in full, once. */
  async items(): Promise<ReadonlyMap<number, number>> {
    const start = `{"id":${JSON.stringify(`${this.runId}-`).slice(0, -1)}`;
    const pages = paginateScan(
      { client: this.target.clients.dynamo },
      {
        TableName: this.target.outputs.tableName,
        ConsistentRead: true,
        FilterExpression: "begins_with(body, :start)",
        ExpressionAttributeValues: { ":start": { S: start } },
        ProjectionExpression: "body",
      },
    );
    const counts = new Map<number, number>();
    for await (const { Items = [] } of pages) {
      for (const { body } of Items) {
        const { number } = JSON.parse(body?.S ?? "{}") as { number?: number };
        if (number !== undefined && body?.S === this.#bodyOf(number)) {
          counts.set(number, (counts.get(number) ?? 0) + 1);
        }
      }
    }
    return counts;
  }

  #bodyOf(number: number): string {
    return JSON.stringify({ id: this.idOf(number), number });
  }

  async #alarm(): Promise<string> {
    const { clients, outputs } = this.target;
    const { MetricAlarms: [alarm] = [] } = await clients.cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [outputs.alarmName] }),
    );
    return alarm?.StateValue ?? "unknown";
  }

  async #tasks(): Promise<BurstsState["tasks"]> {
    const { clients, outputs } = this.target;
    const cluster = outputs.clusterName;
    let running = 0;
    let pending = 0;
    for await (const { taskArns: tasks = [] } of paginateListTasks({ client: clients.ecs }, { cluster })) {
      if (tasks.length === 0) continue;
      const { tasks: described = [] } = await clients.ecs.send(new DescribeTasksCommand({ cluster, tasks }));
      for (const { lastStatus } of described) {
        if (lastStatus === "RUNNING") running += 1;
        else if (lastStatus !== "STOPPED") pending += 1;
      }
    }
    return { running, pending };
  }

  /** Looks for items by key, and only for those not seen yet: the table may hold much that is not of this run. */
  async #lookForItems(): Promise<void> {
    const ids = [...this.#missing];
    const chunks = Array.from({ length: Math.ceil(ids.length / MAX_KEYS) }, (_, index) =>
      ids.slice(index * MAX_KEYS, (index + 1) * MAX_KEYS),
    );
    const worker = async () => {
      for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) await this.#lookFor(chunk);
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
  }

  /** Looks for some items; the next time asks again for what DynamoDB leaves unprocessed. */
  async #lookFor(ids: readonly string[]): Promise<void> {
    const { clients, outputs } = this.target;
    const Keys = ids.map((id) => ({ id: { S: id } }));
    const { Responses = {} } = await clients.dynamo.send(
      new BatchGetItemCommand({ RequestItems: { [outputs.tableName]: { Keys, ProjectionExpression: "id" } } }),
    );
    for (const { id: key } of Responses[outputs.tableName] ?? []) {
      const id = key?.S ?? "";
      this.#missing.delete(id);
      this.#stored.add(id);
    }
  }
}
