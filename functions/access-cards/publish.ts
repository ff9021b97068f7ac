import type { FirehoseClient } from "@aws-sdk/client-firehose";
import { PutRecordBatchCommand } from "@aws-sdk/client-firehose";
import { type KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { PublishBatchCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { CardEvent } from "./event";

/** An event with its place in the batch it came with. */
export interface Indexed {
  index: number;
  event: CardEvent;
}

/** An event that could not be sent, and why. */
export interface Unsent {
  index: number;
  error: unknown;
}

/** Sends some events at once, and tells which of them, by place, were not taken. */
export type SendSome = (events: readonly Indexed[]) => Promise<Unsent[]>;

/** Events of one request, at most: Kinesis takes 500 (API reference, "PutRecords"), as does Firehose ("PutRecordBatch"). */
const MAX_RECORDS = 500;
/** SNS takes 10 (API reference, "PublishBatch"). */
const MAX_MESSAGES = 10;

/** Puts events into a stream, each with its card as partition key, so that a card's events stay in order. */
export function toStream(kinesis: KinesisClient, streamName: string): SendSome {
  return inChunks(MAX_RECORDS, async (events) => {
    const { Records = [] } = await kinesis.send(
      new PutRecordsCommand({
        StreamName: streamName,
        Records: events.map(({ event }) => ({ PartitionKey: event.card_id, Data: Buffer.from(JSON.stringify(event)) })),
      }),
    );
    return refusedOf(events, (place) => Records[place]);
  });
}

/** Puts events into a delivery stream, a line each. */
export function toDelivery(firehose: FirehoseClient, deliveryStreamName: string): SendSome {
  return inChunks(MAX_RECORDS, async (events) => {
    const { RequestResponses = [] } = await firehose.send(
      new PutRecordBatchCommand({
        DeliveryStreamName: deliveryStreamName,
        Records: events.map(({ event }) => ({ Data: Buffer.from(JSON.stringify(event)) })),
      }),
    );
    return refusedOf(events, (place) => RequestResponses[place]);
  });
}

/**
 * Publishes events to a topic, each with what subscribers may filter by.
 * @param areaOf the area of an event that does not know its own
 */
export function toTopic(sns: SNSClient, topicArn: string, areaOf: (event: CardEvent) => string | undefined): SendSome {
  return inChunks(MAX_MESSAGES, async (events) => {
    const { Failed = [] } = await sns.send(
      new PublishBatchCommand({
        TopicArn: topicArn,
        PublishBatchRequestEntries: events.map(({ event }, place) => ({
          Id: String(place),
          Message: JSON.stringify(event),
          MessageAttributes: attributesOf(event, areaOf(event)),
        })),
      }),
    );
    return Failed.flatMap((failure) => {
      const refused = events[Number(failure.Id)];
      return refused === undefined ? [] : [{ index: refused.index, error: failure }];
    });
  });
}

function attributesOf({ type, gate_id, card_id, reason }: CardEvent, area: string | undefined) {
  const values = { type, area, gate_id, card_id, reason };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, { DataType: "String", StringValue: value }]],
    ),
  );
}

/** A request that fails as a whole has sent none of its events. */
function inChunks(size: number, send: SendSome): SendSome {
  return async (events) => {
    const unsent: Unsent[] = [];
    for (let start = 0; start < events.length; start += size) {
      const chunk = events.slice(start, start + size);
      const refused = await send(chunk).catch((error: unknown) => chunk.map(({ index }) => ({ index, error })));
      unsent.push(...refused);
    }
    return unsent;
  };
}

function refusedOf(
  events: readonly Indexed[],
  answerOf: (place: number) => { ErrorCode?: string | undefined; ErrorMessage?: string | undefined } | undefined,
): Unsent[] {
  return events.flatMap(({ index }, place) => {
    const answer = answerOf(place);
    // An answer that is not there is no promise either.
    return answer !== undefined && answer.ErrorCode === undefined ? [] : [{ index, error: answer }];
  });
}

/**
 * Sends events, and those that were refused again, a few times.
 * @returns what is left
 */
export async function sendWithRetries(
  send: SendSome,
  events: readonly Indexed[],
  { attempts, pause }: { attempts: number; pause: (attempt: number) => Promise<void> },
): Promise<Unsent[]> {
  let unsent = await send(events);
  for (let attempt = 1; attempt < attempts && unsent.length > 0; attempt += 1) {
    await pause(attempt);
    const again = new Set(unsent.map(({ index }) => index));
    unsent = await send(events.filter(({ index }) => again.has(index)));
  }
  return unsent;
}
