import type { Calls } from "../calls";
import type { Table } from "../table";
import { policies, roles, simulation } from "./entities";

/** Every table of IAM's API. */
export const IAM_TABLES: readonly Table<Calls>[] = [roles, policies, simulation];
