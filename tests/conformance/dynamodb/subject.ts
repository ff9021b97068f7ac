import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { noChaos } from "../../../local/base/chaos";
import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { createDynamoDb } from "../../../local/services/dynamodb/createDynamoDb";
import type { TableSpec } from "../../../local/services/dynamodb/dynamodb";
import { HeldClock } from "../../support/heldClock";
import { localKms } from "../../support/kms";
import { callInProcess, inThisProcess } from "../callInProcess";
import { answerOf, type Calls } from "../calls";
import type { Connect } from "../clients/client";
import type { Subject } from "../table";

/** An item in DynamoDB's JSON. */
export type Item = Readonly<Record<string, object>>;

/** A table with items in it, and calls of it. A call that takes a table takes this one, unless it names another. */
export interface DynamoInput extends Calls {
  /** Which of {@link TABLES}, and its name. @default `"plain"`: the text `id` is the key */
  readonly table?: keyof typeof TABLES;
  readonly items?: readonly Item[];
}

const text = (name: string) => ({ name, type: "S" }) as const;
const number = (name: string) => ({ name, type: "N" }) as const;
const PLAIN = {
  attributeDefinitions: [text("id")],
  hashKey: "id",
  globalSecondaryIndexes: [],
  deletionProtection: false,
} as const satisfies Partial<TableSpec>;
const SORTED = { ...PLAIN, attributeDefinitions: [text("id"), number("seq")], rangeKey: "seq" } as const;

/** The tables that rows are about. */
export const TABLES = {
  plain: PLAIN,
  /** With the number `seq` to sort by. */
  sorted: SORTED,
  /** With an index by `kind`, sorted by the number `rank`, that holds the attribute `name`, too. */
  indexed: {
    ...PLAIN,
    attributeDefinitions: [text("id"), text("kind"), number("rank")],
    globalSecondaryIndexes: [
      {
        name: "byKind",
        hashKey: "kind",
        rangeKey: "rank",
        projectionType: "INCLUDE" as const,
        nonKeyAttributes: ["name"],
      },
      { name: "keysByKind", hashKey: "kind", projectionType: "KEYS_ONLY" as const },
    ],
  },
  /** Sorted by `seq`, with a local index by `rank`. */
  locallyIndexed: {
    ...SORTED,
    attributeDefinitions: [text("id"), number("seq"), number("rank")],
    localSecondaryIndexes: [{ name: "byRank", rangeKey: "rank", projectionType: "ALL" as const }],
  },
  newAndOld: { ...PLAIN, streamViewType: "NEW_AND_OLD_IMAGES" },
  new: { ...PLAIN, streamViewType: "NEW_IMAGE" },
  old: { ...PLAIN, streamViewType: "OLD_IMAGE" },
  keysOnly: { ...PLAIN, streamViewType: "KEYS_ONLY" },
  expiring: { ...PLAIN, ttlAttribute: "expiresAt" },
  provisioned: { ...PLAIN, capacity: { read: 5, write: 2 } },
} as const satisfies Record<string, Omit<TableSpec, "name">>;

/** Calls that name their tables inside, or none. */
const NAMES_TABLES = /^(Batch|Transact|ListTables|DescribeLimits|DescribeEndpoints)/;

/** `["ReadStream", {}]` answers all records of the table's stream. */
export async function startDynamoSubject(connect: Connect = inThisProcess): Promise<Subject<DynamoInput>> {
  const workFolder = await mkdtemp(path.join(tmpdir(), "sluice-dynamodb-"));
  const clock = new HeldClock(Date.parse("2026-03-01T12:00:00.000Z"));
  const metrics = createMetrics({ clock });
  const dynamodb = await createDynamoDb({
    ...{ chaos: noChaos, clock, report: silentReport, metrics, workFolder },
    ...{ inventory: new Inventory(silentReport), kms: localKms() },
  });
  const client = await connect(dynamodb.api, "dynamodb");
  const streams = await connect(dynamodb.api, "dynamodbstreams");

  async function readStream(StreamArn: string): Promise<unknown> {
    const { StreamDescription } = (await streams.call("DescribeStream", { StreamArn })) as {
      StreamDescription: { Shards: { ShardId: string }[] };
    };
    const ShardId = StreamDescription.Shards[0]?.ShardId;
    const { ShardIterator } = (await streams.call("GetShardIterator", {
      ...{ StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" },
    })) as { ShardIterator: string };
    const { Records } = (await streams.call("GetRecords", { ShardIterator })) as { Records: unknown };
    return { Records };
  }

  /** Tables are made once, with their streams: making one takes longer than a row. */
  const made = new Map<string, string | undefined>();

  async function empty({ name: TableName, hashKey, rangeKey }: TableSpec): Promise<void> {
    const { Items } = (await callInProcess(dynamodb.api, "Scan", { TableName })) as { Items: Item[] };
    for (const item of Items) {
      const Key = { [hashKey]: item[hashKey], ...(rangeKey !== undefined && { [rangeKey]: item[rangeKey] }) };
      await callInProcess(dynamodb.api, "DeleteItem", { TableName, Key });
    }
  }

  return {
    async answer({ table = "plain", items = [], ...calls }) {
      const spec: TableSpec = { name: table, ...TABLES[table] };
      if (!made.has(table)) made.set(table, (await dynamodb.createTable(spec)).streamArn);
      for (const Item of items) await client.call("PutItem", { TableName: table, Item });
      try {
        return await answerOf(
          calls,
          {
            call: async (operation, parameters) =>
              operation === "ReadStream"
                ? readStream(made.get(table) ?? "")
                : client.call(operation, {
                    ...(!NAMES_TABLES.test(operation) && { TableName: table }),
                    ...parameters,
                  }),
            wait: (seconds) => clock.advance(seconds * 1000),
          },
          {},
        );
      } finally {
        if (spec.streamViewType === undefined) await empty(spec);
        else {
          await dynamodb.deleteTable(table);
          made.delete(table);
        }
      }
    },
    async stop() {
      await client.close();
      await streams.close();
      metrics.stop();
      await dynamodb.stop();
      await rm(workFolder, { recursive: true, force: true });
    },
  };
}
