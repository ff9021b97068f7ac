import type { Calls } from "../calls";
import type { Table } from "../table";
import { repositories } from "./repositories";

/** Every table of ECR's API. */
export const ECR_TABLES: readonly Table<Calls>[] = [repositories];
