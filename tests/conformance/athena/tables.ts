import type { Table } from "../table";
import { casts } from "./casts";
import { collections, functions } from "./functions";
import type { QueryInput } from "./queries";

export const ATHENA_TABLES: readonly Table<QueryInput>[] = [casts, collections, functions];
