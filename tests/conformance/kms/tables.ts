import type { Calls } from "../calls";
import type { Table } from "../table";
import { aliases, encryption, keys } from "./keys";

/** Every table of KMS's API. */
export const KMS_TABLES: readonly Table<Calls>[] = [keys, aliases, encryption];
