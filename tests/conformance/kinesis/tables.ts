import type { Calls } from "../calls";
import type { Table } from "../table";
import { controlPlane } from "./controlPlane";
import { reading } from "./reading";
import { shards } from "./shards";
import type { KinesisInput } from "./subject";
import { writing } from "./writing";

// Every table of Kinesis, in a list for each subject that answers it.

export const KINESIS_TABLES: readonly Table<KinesisInput>[] = [writing, reading, shards];
export const KINESIS_CONTROL_TABLES: readonly Table<Calls>[] = [controlPlane];
