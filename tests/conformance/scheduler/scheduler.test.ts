import { runTables } from "../runTables";
import { startSchedulerSubject } from "./subject";
import { SCHEDULER_TABLES } from "./tables";

describe("conformance", () => runTables(startSchedulerSubject, SCHEDULER_TABLES));
