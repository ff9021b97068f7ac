import { randomUUID } from "node:crypto";
import type {
  PublishBatchCommandInput,
  PublishBatchCommandOutput,
  PublishBatchRequestEntry,
} from "@aws-sdk/client-sns";
import { AwsError } from "../../../base/awsError";
import type { Given } from "../../../edge/wireTypes";
import { MAX_BYTES, readPublication, sizeOf } from "../publication";
import type { Publication } from "../sns";
import { type SnsOperation, topicArnOf } from "./snsOperation";

/** Entries of one batch. Source: API reference, "PublishBatch". */
const MOST_ENTRIES = 10;

/** An entry that SNS refuses fails alone. */
export const publishBatch: SnsOperation<PublishBatchCommandInput, PublishBatchCommandOutput> = {
  parameters: { TopicArn: "text?", PublishBatchRequestEntries: "list?" },
  permissions: ({ TopicArn }, { publishPermissions }, { principal }) =>
    publishPermissions(principal, topicArnOf(TopicArn)),
  run({ TopicArn, PublishBatchRequestEntries: entries = [] }, { topicOf, accept }) {
    const topicArn = topicArnOf(TopicArn);
    topicOf(topicArn);
    checkEntries(entries.map(({ Id }) => String(Id)));
    const read = entries.map(readEntry);
    const bytes = read.reduce((sum, { publication }) => sum + (publication ? sizeOf(publication) : 0), 0);
    if (bytes > MAX_BYTES) {
      throw new AwsError(
        "BatchRequestTooLong",
        "The length of all the batch messages put together is more than the limit.",
      );
    }
    const taken = read.flatMap(({ id, publication }) =>
      publication ? [{ Id: id, MessageId: accept(topicArn, publication).messageId }] : [],
    );
    const failed = read.flatMap(({ id, error }) =>
      error ? [{ Id: id, Code: error.code, Message: error.message, SenderFault: true }] : [],
    );
    return { Successful: taken, Failed: failed };
  },
};

function checkEntries(ids: readonly string[]): void {
  if (ids.length === 0) throw new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (ids.length > MOST_ENTRIES) {
    throw new AwsError("TooManyEntriesInBatchRequest", `The batch request contains more than ${MOST_ENTRIES} entries.`);
  }
  if (new Set(ids).size < ids.length) {
    throw new AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  }
}

function readEntry(entry: Given<PublishBatchRequestEntry>): {
  id: string;
  publication?: Publication;
  error?: AwsError;
} {
  const id = entry.Id ?? randomUUID();
  try {
    return { id, publication: readPublication(entry) };
  } catch (error) {
    if (error instanceof AwsError) return { id, error };
    throw error;
  }
}
