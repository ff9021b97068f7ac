import { runTables } from "../runTables";
import { startUrlSubject } from "./functionUrls";
import { FUNCTION_URL_TABLES } from "./tables";

describe("conformance", () => runTables(startUrlSubject, FUNCTION_URL_TABLES));
