import type { Calls } from "../calls";
import type { Table } from "../table";
import { secrets, versions } from "./secrets";

/** Every table of Secrets Manager's API. */
export const SECRETS_TABLES: readonly Table<Calls>[] = [secrets, versions];
