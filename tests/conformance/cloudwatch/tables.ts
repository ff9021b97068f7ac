import type { Calls } from "../calls";
import type { Table } from "../table";
import { alarms } from "./alarms";
import { dashboards, metrics } from "./metrics";

/** Every table of CloudWatch. */
export const CLOUDWATCH_TABLES: readonly Table<Calls>[] = [alarms, metrics, dashboards];
