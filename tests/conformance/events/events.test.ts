import { runTables } from "../runTables";
import { anythingBut, eventOperators, eventValues } from "./patterns";
import { startEventsSubject } from "./subject";

describe("conformance", () => runTables(startEventsSubject, [eventValues, eventOperators, anythingBut]));
