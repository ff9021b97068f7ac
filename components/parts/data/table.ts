import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Transform, transformed } from "../arguments/transform";

export interface KeyAttribute {
  name: string;
  type: "S" | "N";
}

/** Another way to find items. It holds the items that have both of its keys. */
export interface TableIndex {
  name: string;
  hashKey: KeyAttribute;
  rangeKey: KeyAttribute;
  /**
   * Attributes that it holds besides the keys. Others make another index, which answers nothing while it is built.
   * @default all, whatever they are
   */
  projectedAttributes?: readonly string[];
}

export interface TableArgs {
  /** Name of the partition key, a string. */
  hashKey: string;
  /** @default none */
  indexes?: readonly TableIndex[];
  /** The contents of the table's stream records; no stream where absent. */
  streamViewType?: "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES" | "KEYS_ONLY";
  /** Attribute that holds the epoch second after which DynamoDB may delete an item; items stay where absent. */
  ttlAttribute?: string | undefined;
  deletionProtection: pulumi.Input<boolean>;
  /** ARN of a key of the account to encrypt it with. @default the key `alias/aws/dynamodb` */
  keyArn?: pulumi.Input<string> | undefined;
  tags: Record<string, string>;
  transform?: Transform<aws.dynamodb.TableArgs> | undefined;
}

/** An on-demand table that is encrypted with a KMS key of the account and can be restored to any second of 35 days. */
export function table(name: string, args: TableArgs, opts: pulumi.CustomResourceOptions): aws.dynamodb.Table {
  return new aws.dynamodb.Table(
    name,
    transformed(args.transform, {
      billingMode: "PAY_PER_REQUEST",
      attributes: keyAttributes(args),
      hashKey: args.hashKey,
      ...(args.indexes !== undefined && { globalSecondaryIndexes: args.indexes.map(globalIndex) }),
      ...(args.streamViewType !== undefined && { streamEnabled: true, streamViewType: args.streamViewType }),
      ...(args.ttlAttribute !== undefined && { ttl: { attributeName: args.ttlAttribute, enabled: true } }),
      // Tables are always encrypted; `enabled` moves from a key that AWS owns to one whose use shows in the account's CloudTrail.
      serverSideEncryption: { enabled: true, ...(args.keyArn !== undefined && { kmsKeyArn: args.keyArn }) },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: args.deletionProtection,
      tags: args.tags,
    }),
    opts,
  );
}

/** Each once: a key may be part of several indexes. */
function keyAttributes({ hashKey, indexes = [] }: TableArgs): KeyAttribute[] {
  const all: KeyAttribute[] = [
    { name: hashKey, type: "S" },
    ...indexes.flatMap((index) => [index.hashKey, index.rangeKey]),
  ];
  return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);
}

/**
 * An index in the provider's type, which marks `hashKey` and `rangeKey` as deprecated for `keySchemas`. They stay for now: a table that
 * changes to `keySchemas` had its indexes built anew, without which queries fail (cds-snc/forms-terraform, pull request 1365); and the
 * provider's versions 6.29 to 6.33 at least showed a difference at every deployment with them, or rebuilt all indexes when one went
 * (terraform-provider-aws, issues 46513 and 46601).
 */
function globalIndex({
  name,
  hashKey,
  rangeKey,
  projectedAttributes,
}: TableIndex): aws.types.input.dynamodb.TableGlobalSecondaryIndex {
  return {
    name,
    hashKey: hashKey.name,
    rangeKey: rangeKey.name,
    ...(projectedAttributes === undefined
      ? { projectionType: "ALL" }
      : { projectionType: "INCLUDE", nonKeyAttributes: [...projectedAttributes] }),
  };
}
