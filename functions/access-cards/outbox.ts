import type { FirehoseClient } from "@aws-sdk/client-firehose";
import type { KinesisClient } from "@aws-sdk/client-kinesis";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { fullJitter } from "../shared/backoff";
import { createTelemetry } from "../shared/telemetry";
import { EVENT_TYPES } from "./event";
import { publishedEvent } from "./outboxEvents";
import { type Indexed, sendWithRetries, toDelivery, toStream, toTopic } from "./publish";

export interface OutboxDependencies {
  kinesis: KinesisClient;
  /** Takes the events of high volume. */
  streamName: string;
  firehose: FirehoseClient;
  /** Takes those of low volume, straight to the archive. */
  deliveryStreamName: string;
  sns: SNSClient;
  /** Hears of new cards. */
  registeredTopicArn: string;
  /** Waits so many milliseconds. */
  pause(ms: number): Promise<void>;
}

/** Requests for an event in one invocation, until Lambda has to deliver it again. */
const ATTEMPTS = 5;
const BACKOFF = { firstMs: 50, maxMs: 1_000 };

/**
 * Publishes the events that ride in the items of the card table, once they are written: what is decided is told, even where whoever
 * decided has died since. Each at least once, and under the same id every time. The earliest record whose event was not taken is
 * reported: Lambda delivers it and those behind it again.
 */
export function createOutbox(dependencies: OutboxDependencies) {
  const { kinesis, streamName, firehose, deliveryStreamName, sns, registeredTopicArn } = dependencies;
  const { logger, count } = createTelemetry();
  const stream = toStream(kinesis, streamName);
  const delivery = toDelivery(firehose, deliveryStreamName);
  const topic = toTopic(sns, registeredTopicArn, ({ area }) => area);
  const retries = {
    attempts: ATTEMPTS,
    pause: (attempt: number) => dependencies.pause(fullJitter(BACKOFF, attempt, Math.random)),
  };

  return async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const events = Records.flatMap((record, index): Indexed[] => {
      const event = publishedEvent(record);
      return event === undefined ? [] : [{ index, event }];
    });
    const isHigh = ({ event }: Indexed) => EVENT_TYPES[event.type].volume === "high";
    const high = events.filter(isHigh);
    const low = events.filter((event) => !isHigh(event));
    const news = low.filter(({ event }) => event.type === "card-registered");
    const unsent = [
      ...(await sendWithRetries(delivery, low, retries)),
      ...(await sendWithRetries(topic, news, retries)),
    ];
    // An event that comes again is not sent now: while the archive is away, the stream would get it with every try.
    const until = Math.min(...unsent.map(({ index }) => index));
    const sendable = high.filter(({ index }) => index < until);
    const missing = [...unsent, ...(await sendWithRetries(stream, sendable, retries))];

    const first = Math.min(...missing.map(({ index }) => index));
    count({ EventsPublished: events.filter(({ index }) => index < first).length });
    const identifier = Records[first]?.dynamodb?.SequenceNumber;
    if (identifier === undefined) return { batchItemFailures: [] };
    count({ EventsUnpublished: missing.length });
    logger.error("Some events need another delivery", { sequenceNumber: identifier, error: missing[0]?.error });
    return { batchItemFailures: [{ itemIdentifier: identifier }] };
  };
}
