import type { Calls } from "../calls";
import type { Table } from "../table";
import { alarms } from "./alarms";
import { compositeAlarms } from "./compositeAlarms";
import { compressed, dashboards, metrics } from "./metrics";
import { refusals } from "./refusals";

/** Tables of CloudWatch for clients of every protocol. */
export const CLOUDWATCH_TABLES: readonly Table<Calls>[] = [alarms, compositeAlarms, refusals, metrics, dashboards];

/** Tables of requests that clients compress. */
export const COMPRESSED_TABLES: readonly Table<Calls>[] = [compressed];
