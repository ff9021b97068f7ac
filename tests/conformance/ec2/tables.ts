import type { Calls } from "../calls";
import type { Table } from "../table";
import { instances, networks, securityGroups } from "./networks";

/** Every table of EC2's API. */
export const EC2_TABLES: readonly Table<Calls>[] = [networks, securityGroups, instances];
