import { runTables } from "../runTables";
import { startEventsApiSubject } from "./apiSubject";
import { startEventsSubject } from "./subject";
import { EVENT_PATTERN_TABLES, EVENTS_API_TABLES } from "./tables";

describe("conformance", () => {
  runTables(startEventsSubject, EVENT_PATTERN_TABLES);
  runTables(startEventsApiSubject, EVENTS_API_TABLES);
});
