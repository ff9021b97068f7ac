import { runTables } from "../runTables";
import { startEventsSubject } from "./subject";
import { EVENTS_TABLES } from "./tables";

describe("conformance", () => runTables(startEventsSubject, EVENTS_TABLES));
