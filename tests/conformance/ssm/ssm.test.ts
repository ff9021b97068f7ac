import { runTables } from "../runTables";
import { startSsmSubject } from "./subject";
import { SSM_TABLES } from "./tables";

describe("conformance", () => runTables(startSsmSubject, SSM_TABLES));
