import type { DynamoDBRecord } from "aws-lambda";
import type { WindowedStreamEvent } from "../../../functions/shared/exactlyOnce/windowedStream";

/** A shard id in the form of DynamoDB Streams. */
export const shardA = "shardId-00000001763708400000-0a1b2c3d";

/** A stream record of a new event. */
export function insertRecord(
  sequenceNumber: string,
  payload: unknown,
  { eventId = `event-${sequenceNumber}`, createdAt = 1_763_708_400 }: { eventId?: string; createdAt?: number } = {},
): DynamoDBRecord {
  return {
    eventID: `record-${sequenceNumber}`,
    eventName: "INSERT",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "us-east-1",
    eventSourceARN: "arn:aws:dynamodb:us-east-1:000000000000:table/events/stream/2025-11-21T07:00:00.000",
    dynamodb: {
      ApproximateCreationDateTime: createdAt,
      Keys: { eventId: { S: eventId } },
      NewImage: {
        eventId: { S: eventId },
        payload: { S: typeof payload === "string" ? payload : JSON.stringify(payload) },
        receivedAt: { S: "2025-11-21T07:00:00.000Z" },
      },
      SequenceNumber: sequenceNumber,
      SizeBytes: 100,
      StreamViewType: "NEW_IMAGE",
    },
  };
}

/** A batch as Lambda delivers it within a tumbling window. */
export function streamEvent(records: readonly DynamoDBRecord[], shardId = shardA): WindowedStreamEvent {
  return {
    shardId,
    Records: [...records],
    window: { start: "2025-11-21T07:00:00Z", end: "2025-11-21T07:00:30Z" },
    state: {},
    isFinalInvokeForWindow: false,
    isWindowTerminatedEarly: false,
  };
}
