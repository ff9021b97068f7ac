import { runTables } from "../runTables";
import { startLogsSubject } from "./subject";
import { LOGS_TABLES } from "./tables";

describe("conformance", () => runTables(startLogsSubject, LOGS_TABLES));
