import * as aws from "@pulumi/aws";
import { EventArchive, type EventArchiveArgs } from "../../components/eventArchive";
import { type Run, type RunOptions, runProgram } from "../support/program";

export const TAGS = { "sluice:component": "EventArchive", "sluice:name": "events" };

const ACCOUNT = "us-east-1:111122223333";
export const KEY = `arn:aws:kms:${ACCOUNT}:key/key-id`;
export const STREAM = `arn:aws:kinesis:${ACCOUNT}:stream/stream-name`;
export const BUCKET = "arn:aws:s3:::events-bucket-name";
export const LEDGER = `arn:aws:dynamodb:${ACCOUNT}:table/events-ledger-name`;
export const TOPIC = `arn:aws:sns:${ACCOUNT}:events-new-objects-name`;
export const queueArn = (name: string) => `arn:aws:sqs:${ACCOUNT}:events-${name}-name`;
export const functionArn = (role: string) => `arn:aws:lambda:${ACCOUNT}:function:events-${role}-name`;

/** A program with the one archive `events`. */
export function runWith(args: Partial<EventArchiveArgs> = {}, options: RunOptions = {}): Promise<Run<EventArchive>> {
  return runProgram(
    () => {
      const stream = new aws.kinesis.Stream("stream", {});
      const key = new aws.kms.Key("key", {});
      return new EventArchive("events", { stream, key, ...args });
    },
    { call: (token) => (token.endsWith("getCallerIdentity") ? { accountId: "111122223333" } : {}), ...options },
  );
}
