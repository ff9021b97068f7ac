import { runTables } from "../runTables";
import { startQuerySubject } from "./queries";
import { ATHENA_TABLES } from "./tables";

describe("conformance", () => runTables(startQuerySubject, ATHENA_TABLES));
