import type { Calls } from "../calls";
import type { PatternInput } from "../patternRows";
import type { Table } from "../table";
import { eventRules } from "./controlPlane";
import { ownEvents } from "./ownEvents";
import { anythingBut, eventOperators, eventValues } from "./patterns";
import { targetInputs } from "./targetInputs";

/** Every table of EventBridge's patterns. */
export const EVENT_PATTERN_TABLES: readonly Table<PatternInput>[] = [eventValues, eventOperators, anythingBut];

/** Every table of EventBridge's API. */
export const EVENTS_API_TABLES: readonly Table<Calls>[] = [eventRules, ownEvents, targetInputs];
