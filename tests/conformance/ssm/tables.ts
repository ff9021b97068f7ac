import type { Calls } from "../calls";
import type { Table } from "../table";
import { parameters } from "./parameters";

/** Every table of Systems Manager's API. */
export const SSM_TABLES: readonly Table<Calls>[] = [parameters];
