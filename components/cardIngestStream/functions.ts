import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { FirehoseClient } from "@aws-sdk/client-firehose";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as aws from "@pulumi/aws";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { createAnnouncer } from "../../functions/access-cards/announcer";
import { createCommands } from "../../functions/access-cards/commands";
import { createEntry } from "../../functions/access-cards/entry";
import { createOccupancy } from "../../functions/access-cards/occupancy";
import { createOutbox } from "../../functions/access-cards/outbox";
import { createProjector } from "../../functions/access-cards/projector";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { Allow } from "../parts/iam/policies";
import { BOUNDED } from "../parts/lambda/awsClients";
import { inlineFunction } from "../parts/lambda/inlineFunction";
import { kinesisPermissions, streamPermissions } from "../parts/lambda/streamSource";
import type { Settings } from "./settings";

/** Seconds that a decision may take: a person waits at the gate. */
const ENTRY_TIMEOUT_SECONDS = 10;

/** Seconds for a batch of a stream. */
export const CONSUMER_TIMEOUT_SECONDS = 60;

/** Seconds for ten commands, of a few writes each; six times as long are those of a function that died out of reach. */
export const COMMANDS_TIMEOUT_SECONDS = 10;

/** Waits so many milliseconds. Above the handlers that carry it: Pulumi serialises nothing that is declared after its use. */
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export type FunctionRole = "entry" | "outbox" | "projector" | "announcer" | "occupancy" | "commands";

export type CardFunctions = Readonly<Record<FunctionRole, aws.lambda.Function>>;

/** The settings, and the key of all that is kept and sent. */
type Keyed = Settings & { key: aws.kms.Key };

function shared({ key, memoryMb, logRetentionDays, tags, transform }: Keyed) {
  return { keyArn: key.arn, memoryMb, logRetentionDays, tags, transform: transform.function };
}

/** Decides about entries. */
export function entry(
  name: string,
  args: Keyed & { table: aws.dynamodb.Table },
  opts: ChildOptions,
): aws.lambda.Function {
  const { table, rules, artificialErrors } = args;
  return inlineFunction(
    name,
    {
      ...shared(args),
      environment: { CARD_TABLE: table.name },
      handler: ({ CARD_TABLE }) =>
        createEntry({
          ...rules,
          artificialErrors,
          dynamo: new DynamoDBClient(BOUNDED),
          cardTable: CARD_TABLE,
          now: () => Date.now(),
          pause,
        }),
      // A transaction needs the permissions of what it does.
      permissions: [
        {
          actions: [
            ...(rules.decide === undefined ? [] : ["dynamodb:BatchGetItem"]),
            ...["dynamodb:PutItem", "dynamodb:UpdateItem"],
          ],
          resources: [table.arn],
        },
      ],
      timeoutSeconds: ENTRY_TIMEOUT_SECONDS,
    },
    opts,
  );
}

/** Publishes what is decided. */
export function outbox(
  name: string,
  args: Keyed & {
    table: aws.dynamodb.Table;
    stream: aws.kinesis.Stream;
    delivery: aws.kinesis.FirehoseDeliveryStream;
    cardRegistered: aws.sns.Topic;
    failures: aws.sqs.Queue;
  },
  opts: ChildOptions,
): aws.lambda.Function {
  const { key, table, stream, delivery, cardRegistered, failures } = args;
  return inlineFunction(
    name,
    {
      ...shared(args),
      environment: {
        STREAM_NAME: stream.name,
        DELIVERY_STREAM_NAME: delivery.name,
        REGISTERED_TOPIC_ARN: cardRegistered.arn,
      },
      handler: ({ STREAM_NAME, DELIVERY_STREAM_NAME, REGISTERED_TOPIC_ARN }) =>
        createOutbox({
          // The SDK's Kinesis client would speak HTTP/2, for subscriptions; nothing here needs it, and bounds are set for HTTP/1.1.
          kinesis: new KinesisClient({ requestHandler: new NodeHttpHandler(BOUNDED.requestHandler) }),
          streamName: STREAM_NAME,
          firehose: new FirehoseClient(BOUNDED),
          deliveryStreamName: DELIVERY_STREAM_NAME,
          sns: new SNSClient(BOUNDED),
          registeredTopicArn: REGISTERED_TOPIC_ARN,
          pause,
        }),
      permissions: [
        { actions: ["kinesis:PutRecords"], resources: [stream.arn] },
        { actions: ["firehose:PutRecordBatch"], resources: [delivery.arn] },
        { actions: ["sns:Publish"], resources: [cardRegistered.arn] },
        ...sends(key, failures),
        ...streamPermissions(table.streamArn),
      ],
      timeoutSeconds: CONSUMER_TIMEOUT_SECONDS,
    },
    opts,
  );
}

/** Applies exits and replays to the card table. */
export function projector(
  name: string,
  args: Keyed & {
    table: aws.dynamodb.Table;
    stream: aws.kinesis.Stream;
    impossible: aws.sqs.Queue;
    failures: aws.sqs.Queue;
  },
  opts: ChildOptions,
): aws.lambda.Function {
  const { key, table, stream, impossible, failures } = args;
  const { areas } = args.rules;
  return inlineFunction(
    name,
    {
      ...shared(args),
      environment: { CARD_TABLE: table.name, IMPOSSIBLE_QUEUE_URL: impossible.url },
      handler: ({ CARD_TABLE, IMPOSSIBLE_QUEUE_URL }) =>
        createProjector({
          dynamo: new DynamoDBClient(BOUNDED),
          sqs: new SQSClient(BOUNDED),
          cardTable: CARD_TABLE,
          refusedQueueUrl: IMPOSSIBLE_QUEUE_URL,
          areas,
          now: () => Date.now(),
          pause,
        }),
      permissions: [
        { actions: ["dynamodb:BatchGetItem", "dynamodb:UpdateItem"], resources: [table.arn] },
        ...sends(key, impossible, failures),
        ...kinesisPermissions(stream.arn),
      ],
      timeoutSeconds: CONSUMER_TIMEOUT_SECONDS,
    },
    opts,
  );
}

/** Tells other systems. */
export function announcer(
  name: string,
  args: Keyed & {
    stream: aws.kinesis.Stream;
    topics: Readonly<Record<"entered" | "left" | "denied", aws.sns.Topic>>;
    failures: aws.sqs.Queue;
  },
  opts: ChildOptions,
): aws.lambda.Function {
  const { key, stream, failures } = args;
  const { entered, left, denied } = args.topics;
  const { areas } = args.rules;
  return inlineFunction(
    name,
    {
      ...shared(args),
      environment: { ENTERED_TOPIC_ARN: entered.arn, LEFT_TOPIC_ARN: left.arn, DENIED_TOPIC_ARN: denied.arn },
      handler: ({ ENTERED_TOPIC_ARN, LEFT_TOPIC_ARN, DENIED_TOPIC_ARN }) =>
        createAnnouncer({
          sns: new SNSClient(BOUNDED),
          topicArns: { entered: ENTERED_TOPIC_ARN, left: LEFT_TOPIC_ARN, denied: DENIED_TOPIC_ARN },
          areas,
          pause,
        }),
      permissions: [
        { actions: ["sns:Publish"], resources: [entered.arn, left.arn, denied.arn] },
        ...sends(key, failures),
        ...kinesisPermissions(stream.arn),
      ],
      timeoutSeconds: CONSUMER_TIMEOUT_SECONDS,
    },
    opts,
  );
}

/** Counts who is where. */
export function occupancyCounter(
  name: string,
  args: Keyed & {
    table: aws.dynamodb.Table;
    occupancy: aws.dynamodb.Table;
    ledger: aws.dynamodb.Table;
    failures: aws.sqs.Queue;
  },
  opts: ChildOptions,
): aws.lambda.Function {
  const { key, table, occupancy, ledger, failures } = args;
  return inlineFunction(
    name,
    {
      ...shared(args),
      environment: { OCCUPANCY_TABLE: occupancy.name, LEDGER_TABLE: ledger.name },
      handler: ({ OCCUPANCY_TABLE, LEDGER_TABLE }) =>
        createOccupancy({
          dynamo: new DynamoDBClient(BOUNDED),
          occupancyTable: OCCUPANCY_TABLE,
          ledgerTable: LEDGER_TABLE,
          now: () => Date.now(),
        }),
      permissions: [
        { actions: ["dynamodb:UpdateItem"], resources: [occupancy.arn, ledger.arn] },
        ...sends(key, failures),
        ...streamPermissions(table.streamArn),
      ],
      timeoutSeconds: CONSUMER_TIMEOUT_SECONDS,
    },
    opts,
  );
}

/** Registers, blocks and unblocks cards. */
export function commands(
  name: string,
  args: Keyed & { table: aws.dynamodb.Table; queue: aws.sqs.Queue },
  opts: ChildOptions,
): aws.lambda.Function {
  const { table, queue } = args;
  return inlineFunction(
    name,
    {
      ...shared(args),
      environment: { CARD_TABLE: table.name },
      handler: ({ CARD_TABLE }) =>
        createCommands({
          dynamo: new DynamoDBClient(BOUNDED),
          cardTable: CARD_TABLE,
          now: () => Date.now(),
          pause,
        }),
      permissions: [
        {
          actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:ConditionCheckItem"],
          resources: [table.arn],
        },
        {
          actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
          resources: [queue.arn],
        },
      ],
      timeoutSeconds: COMMANDS_TIMEOUT_SECONDS,
    },
    opts,
  );
}

/** Sending to what is encrypted with the key takes a data key; every function may decrypt already. */
function sends(key: aws.kms.Key, ...queues: readonly aws.sqs.Queue[]): readonly Allow[] {
  return [
    { actions: ["sqs:SendMessage"], resources: queues.map(({ arn }) => arn) },
    { actions: ["kms:GenerateDataKey"], resources: [key.arn] },
  ];
}
