import type { Calls } from "../calls";
import type { Table } from "../table";
import { expressions, refusals } from "./measured";
import { scheduleGroups, schedules } from "./schedules";

/** Every table of EventBridge Scheduler. */
export const SCHEDULER_TABLES: readonly Table<Calls>[] = [schedules, scheduleGroups, expressions, refusals];
