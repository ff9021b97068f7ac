import type { Calls } from "../calls";
import type { Table } from "../table";
import { groups, instances } from "./databases";

/** Every table of RDS's API. */
export const RDS_TABLES: readonly Table<Calls>[] = [instances, groups];
