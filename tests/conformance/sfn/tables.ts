import type { Table } from "../table";
import { causes } from "./causes";
import { comparisons } from "./comparisons";
import { contextObject, intrinsics } from "./data";
import { catchers } from "./errors";
import { histories } from "./history";
import { choices, maps, payloads, waits } from "./states";
import type { SfnInput } from "./subject";

/** Every table of Step Functions. */
export const SFN_TABLES: readonly Table<SfnInput>[] = [
  ...[catchers, causes, waits, choices, comparisons, maps, payloads],
  ...[intrinsics, contextObject, histories],
];
