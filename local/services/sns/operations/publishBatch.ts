import { randomUUID } from "node:crypto";
import type {
  PublishBatchCommandInput,
  PublishBatchCommandOutput,
  PublishBatchRequestEntry,
} from "@aws-sdk/client-sns";
import { AwsError } from "../../../base/awsError";
import type { Given } from "../../../edge/wireTypes";
import { checkIds } from "../fifoTopic";
import { MAX_BYTES, readPublication, sizeOf } from "../publication";
import type { Publication, TopicSpec } from "../sns";
import { type SnsOperation, topicArnOf } from "./snsOperation";

/** Entries of one batch. Source: API reference, "PublishBatch". */
const MOST_ENTRIES = 10;
const ENTRY_ID = /^[\w-]{1,80}$/;

/** An entry that SNS refuses fails alone. */
export const publishBatch: SnsOperation<PublishBatchCommandInput, PublishBatchCommandOutput> = {
  parameters: { TopicArn: "text?", PublishBatchRequestEntries: "list?" },
  permissions: ({ TopicArn }, { publishPermissions }, { principal }) =>
    publishPermissions(principal, topicArnOf(TopicArn)),
  run({ TopicArn, PublishBatchRequestEntries: entries = [] }, { topicOf, accept }) {
    const topicArn = topicArnOf(TopicArn);
    const { fifo } = topicOf(topicArn).spec;
    checkEntries(entries.map(({ Id }) => String(Id)));
    if (fifo) for (const entry of entries) checkIds(readPublication(entry), fifo);
    const read = entries.map((entry) => readEntry(entry, fifo));
    const bytes = read.reduce((sum, { publication }) => sum + (publication ? sizeOf(publication) : 0), 0);
    if (bytes > MAX_BYTES) {
      throw new AwsError(
        "BatchRequestTooLong",
        "The length of all the batch messages put together is more than the limit.",
      );
    }
    const taken = read.flatMap(({ id, publication }) => {
      if (!publication) return [];
      const { messageId, sequenceNumber } = accept(topicArn, publication);
      return [
        { Id: id, MessageId: messageId, ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }) },
      ];
    });
    const failed = read.flatMap(({ id, error }) =>
      error ? [{ Id: id, Code: error.code, Message: error.message, SenderFault: true }] : [],
    );
    return { Successful: taken, Failed: failed };
  },
};

function checkEntries(ids: readonly string[]): void {
  if (ids.length === 0) throw new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (ids.length > MOST_ENTRIES) {
    throw new AwsError("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.");
  }
  if (!ids.every((id) => ENTRY_ID.test(id))) {
    throw new AwsError(
      "InvalidBatchEntryId",
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
  }
  if (new Set(ids).size < ids.length) {
    throw new AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  }
}

function readEntry(
  entry: Given<PublishBatchRequestEntry>,
  fifo: TopicSpec["fifo"],
): {
  id: string;
  publication?: Publication;
  error?: AwsError;
} {
  const id = entry.Id ?? randomUUID();
  try {
    const publication = readPublication(entry);
    checkIds(publication, fifo);
    return { id, publication };
  } catch (error) {
    if (error instanceof AwsError) return { id, error };
    throw error;
  }
}
