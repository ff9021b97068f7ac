import { receiptHandles } from "./sqs/receiptHandles";
import type { Table } from "./table";

/** Every table, for the page. */
export const tables: readonly Table<unknown>[] = [receiptHandles];
