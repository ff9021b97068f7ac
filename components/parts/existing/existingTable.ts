import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { absentTransforms, checked, type Subject } from "../arguments/arguments";
import type { KeyArn } from "./keyUse";

/** A table, and what encrypts it. */
export interface KeyedTable {
  table: aws.dynamodb.Table;
  /** Carries the check of a table that was handed in: whoever may use the table has a policy, which names the key. */
  keyArn: KeyArn;
}

/** The demands of a component on a table that is handed to it. */
export interface TableNeeds {
  /** Name of the partition key, the table's only key. */
  hashKey: string;
  /** Contents of the records of the stream; none where the component reads no stream. */
  streamViewTypes?: readonly string[];
  /** An index that the component queries. @default none */
  index?: { name: string; hashKey: string; rangeKey: string };
}

interface TableFacts {
  hashKey: string;
  rangeKey?: string;
  streamViewType?: string;
  index?: string;
}

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
  const facts = pulumi
    .all([table.hashKey, table.rangeKey, table.streamEnabled, table.streamViewType, table.globalSecondaryIndexes])
    .apply(([hashKey, rangeKey, streams, view, indexes = []]): TableFacts => {
      const index = needs.index && indexes.find(({ name }) => name === needs.index?.name);
      return {
        hashKey,
        ...(given(rangeKey) && { rangeKey }),
        ...(needs.streamViewTypes !== undefined && streams === true && given(view) && { streamViewType: view }),
        ...(index !== undefined && { index: `${index.name}(${index.hashKey}, ${index.rangeKey})` }),
      };
    });
  const right = checked(subject, argument, facts, ruleOf(needs), (known) => isFit(known as TableFacts, needs));
  const key = pulumi.all([right, table.serverSideEncryption]);
  return { table, keyArn: key.apply(([, encryption]) => keyOf(encryption)) };
}

function given(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}

/** A table that names no key has one that AWS owns, or whose policy lets all of the account in: granting it changes nothing. */
function keyOf(encryption: aws.types.output.dynamodb.TableServerSideEncryption | undefined): string | undefined {
  return encryption?.kmsKeyArn || undefined;
}

function isFit({ hashKey, rangeKey, streamViewType, index }: TableFacts, needs: TableNeeds): boolean {
  const { streamViewTypes: views } = needs;
  const streams = views === undefined || (streamViewType !== undefined && views.includes(streamViewType));
  return hashKey === needs.hashKey && rangeKey === undefined && streams && index === indexOf(needs);
}

function indexOf({ index }: TableNeeds): string | undefined {
  return index && `${index.name}(${index.hashKey}, ${index.rangeKey})`;
}

function ruleOf(needs: TableNeeds): string {
  const { streamViewTypes: views } = needs;
  return [
    `a table with the partition key ${needs.hashKey}, a string, and no sort key`,
    ...(views === undefined ? [] : [`a stream of ${views.join(" or ")}`]),
    ...(needs.index === undefined ? [] : [`the index ${indexOf(needs)}`]),
  ].join(", and ");
}
