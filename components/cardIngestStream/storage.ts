import * as aws from "@pulumi/aws";
import {
  CARD_INDEX,
  CARD_TABLE_KEY,
  EMPLOYEE_INDEX,
  EXPIRY_ATTRIBUTE,
  INDEXED_CARD_ATTRIBUTES,
} from "../../functions/access-cards/cardItem";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { transformed } from "../parts/arguments/transform";
import { customerKey } from "../parts/data/customerKey";
import { table } from "../parts/data/table";
import { KEY_SERVICES, type Settings } from "./settings";

/** Hours that the stream keeps its records, so that a consumer may be down for a day. */
const RETENTION_HOURS = 24;

/** Days in which somebody may still want the key back, the most that KMS gives: with it, all that was kept is lost. */
const KEY_DELETION_DAYS = 30;

/** The one key of all that the system keeps and sends. */
export function systemKey(name: string, { subject, tags, transform }: Settings, opts: ChildOptions): aws.kms.Key {
  return customerKey(
    name,
    {
      description: `All that ${subject.name} keeps and sends.`,
      services: KEY_SERVICES,
      logs: true,
      deletionDays: KEY_DELETION_DAYS,
      tags,
      transform: transform.key,
    },
    opts,
  );
}

/** Keeps what is known of cards, employees and limited areas; see `functions/access-cards/cardItem.ts`. */
export function cardTable(
  name: string,
  { key, deletionProtection, tags, transform }: Settings & { key: aws.kms.Key },
  opts: ChildOptions,
): aws.dynamodb.Table {
  const cardId = { name: "card_id", type: "S" } as const;
  const projectedAttributes = [...INDEXED_CARD_ATTRIBUTES];
  return table(
    name,
    {
      hashKey: CARD_TABLE_KEY,
      indexes: [
        {
          name: CARD_INDEX,
          hashKey: { name: "listed", type: "S" },
          rangeKey: cardId,
          projectedAttributes: [...projectedAttributes, "employee_id"],
        },
        { name: EMPLOYEE_INDEX, hashKey: { name: "employee_id", type: "S" }, rangeKey: cardId, projectedAttributes },
      ],
      streamViewType: "NEW_AND_OLD_IMAGES",
      ttlAttribute: EXPIRY_ATTRIBUTE,
      deletionProtection,
      keyArn: key.arn,
      tags,
      transform: transform.table,
    },
    opts,
  );
}

/** Carries the events of high volume. */
export function eventStream(
  name: string,
  { key, shards, tags, transform }: Settings & { key: aws.kms.Key },
  opts: ChildOptions,
): aws.kinesis.Stream {
  return new aws.kinesis.Stream(
    name,
    transformed(transform.stream, {
      ...(shards === undefined
        ? { streamModeDetails: { streamMode: "ON_DEMAND" } }
        : { shardCount: shards, streamModeDetails: { streamMode: "PROVISIONED" } }),
      retentionPeriod: RETENTION_HOURS,
      encryptionType: "KMS",
      kmsKeyId: key.arn,
      tags,
    }),
    opts,
  );
}
