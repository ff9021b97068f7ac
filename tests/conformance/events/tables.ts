import type { PatternInput } from "../patternRows";
import type { Table } from "../table";
import { anythingBut, eventOperators, eventValues } from "./patterns";

/** Every table of EventBridge. */
export const EVENTS_TABLES: readonly Table<PatternInput>[] = [eventValues, eventOperators, anythingBut];
