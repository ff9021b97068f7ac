import { type AttributeValue, CreateTableCommand, GetItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import {
  type _Record,
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from "@aws-sdk/client-dynamodb-streams";
import type { APIGatewayProxyEvent, DynamoDBRecord, KinesisStreamEvent } from "aws-lambda";
import type { Areas } from "../../../functions/access-cards/areas";
import type { Command } from "../../../functions/access-cards/command";
import { createCommands } from "../../../functions/access-cards/commands";
import type { Decision } from "../../../functions/access-cards/decide";
import { createEntry, type EntryDependencies } from "../../../functions/access-cards/entry";
import type { CardEvent } from "../../../functions/access-cards/event";
import { createProjector } from "../../../functions/access-cards/projector";
import { type FakeQueue, fakeQueue } from "../support/clients";
import type { DynamoEngine } from "../support/dynamoEngine";

export const AREAS: Areas = {
  hq: { gates: ["north", "south"] },
  lab: { gates: ["lab-1", "lab-2"], maxOccupancy: 2 },
};

/** 2026-11-21T12:00:00Z, in milliseconds. */
export const NOON = Date.UTC(2026, 10, 21, 12);

let tables = 0;

/** The handlers around one card table of a real engine, with a clock that stands still until it is set. */
export class Offices {
  now = NOON;
  readonly table: string;
  readonly impossible: FakeQueue = fakeQueue();

  private constructor(readonly engine: DynamoEngine) {
    tables += 1;
    this.table = `cards-${tables}`;
  }

  static async open(engine: DynamoEngine): Promise<Offices> {
    const offices = new Offices(engine);
    await engine.client.send(
      new CreateTableCommand({
        TableName: offices.table,
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
        StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
      }),
    );
    return offices;
  }

  /** The table's stream from the beginning, as Lambda would deliver it. */
  async changes(): Promise<DynamoDBRecord[]> {
    const streams = new DynamoDBStreamsClient(this.engine.config);
    const { Streams = [] } = await streams.send(new ListStreamsCommand({ TableName: this.table }));
    const StreamArn = Streams[0]?.StreamArn;
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
    const first = await streams.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" }),
    );
    const records: DynamoDBRecord[] = [];
    let ShardIterator = first.ShardIterator;
    for (let isMore = true; isMore; ) {
      const { Records = [], NextShardIterator } = await streams.send(new GetRecordsCommand({ ShardIterator }));
      records.push(...(Records.map(delivered) as DynamoDBRecord[]));
      ShardIterator = NextShardIterator;
      isMore = Records.length > 0 && ShardIterator !== undefined;
    }
    streams.destroy();
    return records;
  }

  private get shared() {
    return { dynamo: this.engine.client, cardTable: this.table, now: () => this.now, pause: async () => undefined };
  }

  /** Answers a gate as the API does. */
  async request(gateId: string, body: unknown, rules: Partial<EntryDependencies> = {}, headers = {}) {
    const entry = createEntry({
      ...this.shared,
      areas: AREAS,
      antiPassback: "hard",
      artificialErrors: false,
      ...rules,
    });
    const event = {
      pathParameters: { gateId },
      headers,
      body: typeof body === "string" ? body : JSON.stringify(body),
      isBase64Encoded: false,
    };
    return entry(event as unknown as APIGatewayProxyEvent);
  }

  async enter(gateId: string, cardId: string, requestId?: string, rules: Partial<EntryDependencies> = {}) {
    const body = { card_id: cardId, ...(requestId !== undefined && { request_id: requestId }) };
    const { statusCode, body: text } = await this.request(gateId, body, rules);
    if (statusCode !== 200) throw new Error(`expected a decision, got ${statusCode}: ${text}`);
    return JSON.parse(text) as Decision;
  }

  /** Hands events to the projector, as one batch of the stream. */
  project(events: readonly (CardEvent | string)[], areas: Areas = AREAS) {
    const projector = createProjector({
      ...this.shared,
      sqs: this.impossible.client,
      refusedQueueUrl: "https://impossible",
      areas,
    });
    return projector(streamOf(events));
  }

  /** Carries out a command that came by the queue. */
  command(command: Partial<Command> | string) {
    return this.deliver([typeof command === "string" ? command : JSON.stringify(command)]);
  }

  /** Hands messages `m-0`, `m-1` and so on over as one batch of the queue of commands. */
  deliver(bodies: readonly string[]) {
    const Records = bodies.map((body, index) => ({ messageId: `m-${index}`, body }));
    return createCommands(this.shared)({ Records } as never);
  }

  /** Has an employee with an active card; the employee of `c-1` is `of-c-1`. */
  async register(cardId: string, at = NOON - 3_600_000): Promise<void> {
    const command: Partial<Command> = {
      ...{ command_id: `register-${cardId}`, command: "register", card_id: cardId },
      ...{ employee_id: `of-${cardId}`, holder: `Holder of ${cardId}`, by: "hr", at },
    };
    const { batchItemFailures } = await this.command(command);
    if (batchItemFailures.length > 0) throw new Error(`could not register ${cardId}`);
  }

  async item(key: string): Promise<Record<string, unknown> | undefined> {
    const Key = { pk: { S: key } };
    const { Item } = await this.engine.client.send(new GetItemCommand({ TableName: this.table, Key }));
    return Item && plain(Item);
  }

  async items(prefix: string): Promise<Record<string, unknown>[]> {
    const found: Record<string, unknown>[] = [];
    let from: Record<string, AttributeValue> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.engine.client.send(
        new ScanCommand({ TableName: this.table, ExclusiveStartKey: from }),
      );
      found.push(...Items.map(plain));
      from = LastEvaluatedKey;
    } while (from !== undefined);
    const key = (item: Record<string, unknown>) => String(item.pk);
    return found.filter((item) => key(item).startsWith(prefix)).sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }
}

/** Lambda gives times as numbers of seconds. */
function delivered(record: _Record) {
  const { ApproximateCreationDateTime: createdAt, ...dynamodb } = record.dynamodb ?? {};
  return { ...record, dynamodb: { ...dynamodb, ApproximateCreationDateTime: (createdAt?.getTime() ?? 0) / 1000 } };
}

/** A batch of the stream. */
export function streamOf(events: readonly (CardEvent | string)[]): KinesisStreamEvent {
  const Records = events.map((event, index) => ({
    eventID: `shardId-000000000000:${1_000 + index}`,
    eventSourceARN: "arn:aws:kinesis:us-east-1:111122223333:stream/events",
    kinesis: {
      sequenceNumber: String(1_000 + index),
      data: Buffer.from(typeof event === "string" ? event : JSON.stringify(event)).toString("base64"),
    },
  }));
  return { Records } as unknown as KinesisStreamEvent;
}

/** An exit as the API's template writes it. */
export function exitEvent(cardId: string, gateId: string, at: number, others: Partial<CardEvent> = {}): CardEvent {
  return {
    id: `exit-${cardId}-${at}`,
    version: 1,
    type: "left",
    occurred_at: at,
    recorded_at: at,
    card_id: cardId,
    gate_id: gateId,
    ...others,
  };
}

function plain(item: Record<string, AttributeValue>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).map(([name, { S, N, BOOL }]) => [name, N === undefined ? (S ?? BOOL) : Number(N)]),
  );
}
