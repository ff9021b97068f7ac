import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { absentTransforms, checked, type Subject } from "../arguments/arguments";
import type { TableIndex } from "../data/table";
import type { KeyArn } from "./keyUse";

/** A table, and what encrypts it. */
export interface KeyedTable {
  table: aws.dynamodb.Table;
  /** Carries the check of a table that was handed in: whoever may use the table has a policy, which names the key. */
  keyArn: KeyArn;
}

/** The demands of a component on a table that is handed to it. */
export interface TableNeeds {
  /** Name of the partition key, a string, the table's only key. */
  hashKey: string;
  /** Contents of the records of the stream; none where the component reads no stream. */
  streamViewTypes?: readonly string[];
  /** An index that the component queries. @default none */
  index?: TableIndex;
}

/** As much of a table as a component rests on, for messages. */
interface TableFacts {
  hashKey: string;
  /** Where it is no string. */
  hashKeyType?: string;
  rangeKey?: string;
  streamViewType?: string;
  index?: string;
}

type Attribute = Pick<aws.types.output.dynamodb.TableAttribute, "name" | "type">;

type Table = pulumi.Unwrap<
  Pick<
    aws.dynamodb.Table,
    "attributes" | "hashKey" | "rangeKey" | "streamEnabled" | "streamViewType" | "globalSecondaryIndexes"
  >
>;

/**
 * Checks an argument that is a table which is there already: `new aws.dynamodb.Table(...)`, or `aws.dynamodb.Table.get(...)` for one of another
 * program.
 *
 * @returns nothing where it is absent
 * @throws RunError where there is a transform for it; in the key's output, where the table has other keys or no such stream or index
 */
export function existingTable<Name extends string>(
  subject: Subject,
  argument: Name,
  args: { [argument in Name]?: aws.dynamodb.Table | undefined } & { transform?: object },
  needs: TableNeeds,
): KeyedTable | undefined {
  const table: aws.dynamodb.Table | undefined = args[argument];
  if (table === undefined) return undefined;
  absentTransforms(subject, args.transform, [argument], `with ${argument}`);
  const { attributes, hashKey, rangeKey, streamEnabled, streamViewType, globalSecondaryIndexes } = table;
  const facts = pulumi
    .output({ attributes, hashKey, rangeKey, streamEnabled, streamViewType, globalSecondaryIndexes })
    .apply((known) => factsOf(known, needs));
  const right = checked(subject, argument, facts, ruleOf(needs), (known) => isFit(known as TableFacts, needs));
  const key = pulumi.all([right, table.serverSideEncryption]);
  return { table, keyArn: key.apply(([, encryption]) => keyOf(encryption)) };
}

function factsOf(table: Table, needs: TableNeeds): TableFacts {
  const { hashKey, rangeKey, streamEnabled, streamViewType, globalSecondaryIndexes = [] } = table;
  const type = typeOf(table, hashKey);
  const index = globalSecondaryIndexes.find(({ name }) => name === needs.index?.name);
  return {
    hashKey,
    ...(type !== "S" && { hashKeyType: type }),
    ...(given(rangeKey) && { rangeKey }),
    ...(needs.streamViewTypes !== undefined && streamEnabled === true && given(streamViewType) && { streamViewType }),
    ...(index !== undefined && { index: foundIndex(table, index, needs.index) }),
  };
}

function typeOf({ attributes }: Table, name: string | undefined): string {
  return attributes.find((attribute) => attribute.name === name)?.type ?? "unknown";
}

function given(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}

/** A table that names no key has one that AWS owns, or whose policy lets all of the account in: granting it changes nothing. */
function keyOf(encryption: aws.types.output.dynamodb.TableServerSideEncryption | undefined): string | undefined {
  return encryption?.kmsKeyArn || undefined;
}

function isFit({ hashKey, hashKeyType, rangeKey, streamViewType, index }: TableFacts, needs: TableNeeds): boolean {
  const { streamViewTypes: views } = needs;
  const streams = views === undefined || (streamViewType !== undefined && views.includes(streamViewType));
  const isOnlyKey = hashKey === needs.hashKey && hashKeyType === undefined && rangeKey === undefined;
  return isOnlyKey && streams && index === (needs.index && neededIndex(needs.index));
}

function neededIndex({ name, hashKey, rangeKey, projectedAttributes }: TableIndex): string {
  return indexText(name, hashKey, rangeKey, projectedAttributes?.join(", ") ?? "all attributes");
}

/** The index as {@link neededIndex} has it, where it holds what is needed or more. */
function foundIndex(
  table: Table,
  {
    name,
    hashKey,
    rangeKey,
    projectionType,
    nonKeyAttributes = [],
  }: aws.types.output.dynamodb.TableGlobalSecondaryIndex,
  needed: TableIndex | undefined,
): string {
  const names = needed?.projectedAttributes;
  const holdsThem = names?.every((attribute) => nonKeyAttributes.includes(attribute)) ?? false;
  const needs = names?.join(", ") ?? "all attributes";
  const held = projectionType === "ALL" || holdsThem ? needs : nonKeyAttributes.join(", ") || "its keys alone";
  const key = (attribute: string | undefined) => ({ name: attribute ?? "", type: typeOf(table, attribute) });
  return indexText(name, key(hashKey), key(rangeKey), held);
}

function indexText(name: string, hashKey: Attribute, rangeKey: Attribute, held: string): string {
  return `${name}(${hashKey.name}: ${hashKey.type}, ${rangeKey.name}: ${rangeKey.type}) with ${held}`;
}

function ruleOf(needs: TableNeeds): string {
  const { streamViewTypes: views } = needs;
  return [
    `a table with the partition key ${needs.hashKey}, a string, and no sort key`,
    ...(views === undefined ? [] : [`a stream of ${views.join(" or ")}`]),
    ...(needs.index === undefined ? [] : [`the index ${neededIndex(needs.index)}`]),
  ].join(", and ");
}
