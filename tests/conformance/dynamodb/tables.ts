import type { Table } from "../table";
import { batches, transactions } from "./batches";
import { conditions, expressions } from "./expressions";
import { items, tables } from "./items";
import { queries } from "./queries";
import { streams } from "./streams";
import type { DynamoInput } from "./subject";

/** Every table of DynamoDB. */
export const DYNAMO_TABLES: readonly Table<DynamoInput>[] = [
  ...[tables, items, conditions, expressions, queries, batches, transactions, streams],
];
