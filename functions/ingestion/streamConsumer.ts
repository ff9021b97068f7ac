import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from "aws-lambda";
import { parseJson } from "../shared/http/jsonText";
import { createTelemetry } from "../shared/telemetry";
import { newEntry } from "./entry";
import { judge, type Submission } from "./judge";
import type { FieldRule } from "./rules";

export interface StreamConsumerDependencies {
  dynamo: DynamoDBClient;
  entryTable: string;
  rules: readonly FieldRule[];
  /** Milliseconds since the Unix epoch. @default `Date.now` */
  now?: () => number;
}

/**
 * Stores what a stream brings, by the rules of the public URL and under the same ids, so that an entry is stored once, whichever way and
 * how often it comes. What is not valid is left out: there is nobody to tell, and no person is asked.
 *
 * The first record that cannot be stored for now is reported; Lambda delivers it and those behind it again.
 */
export function createStreamConsumer({ dynamo, entryTable, rules, now = Date.now }: StreamConsumerDependencies) {
  const { logger } = createTelemetry();
  return async ({ Records }: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> => {
    for (const { kinesis } of Records) {
      const submission = submissionOf(kinesis);
      const judgement = submission && judge(rules, submission);
      if (judgement?.outcome !== "valid") continue;
      try {
        const { item } = newEntry(rules, submission as Submission, judgement, now());
        await dynamo.send(
          new PutItemCommand({ TableName: entryTable, Item: item, ConditionExpression: "attribute_not_exists(id)" }),
        );
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) continue;
        logger.error("could not store an entry yet", { error });
        return { batchItemFailures: [{ itemIdentifier: kinesis.sequenceNumber }] };
      }
    }
    return { batchItemFailures: [] };
  };
}

/** @returns `undefined` for what is no JSON object of texts */
function submissionOf({ data }: KinesisStreamRecord["kinesis"]): Submission | undefined {
  try {
    const values: unknown = parseJson(Buffer.from(data, "base64").toString());
    if (typeof values !== "object" || values === null || Array.isArray(values)) return undefined;
    if (Object.values(values).some((value) => typeof value !== "string")) return undefined;
    return { values: values as Record<string, string>, faults: [] };
  } catch {
    return undefined;
  }
}
