import type { Table } from "../table";
import { reading } from "./reading";
import { shards } from "./shards";
import type { KinesisInput } from "./subject";
import { writing } from "./writing";

/** Every table of Kinesis. */
export const KINESIS_TABLES: readonly Table<KinesisInput>[] = [writing, reading, shards];
