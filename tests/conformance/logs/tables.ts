import type { Calls } from "../calls";
import type { Table } from "../table";
import { events, metricFilters, streams } from "./events";
import { groups } from "./groups";
import { refusals } from "./refusals";

/** Every table of CloudWatch Logs. */
export const LOGS_TABLES: readonly Table<Calls>[] = [groups, streams, events, metricFilters, refusals];
