import { runTables } from "../runTables";
import { startRdsSubject } from "./subject";
import { RDS_TABLES } from "./tables";

describe("conformance", () => runTables(startRdsSubject, RDS_TABLES));
