import { runTables } from "../runTables";
import { startHttpSubject } from "./subject";
import { HTTP_TABLES } from "./tables";

describe("conformance", () => runTables(startHttpSubject, HTTP_TABLES));
