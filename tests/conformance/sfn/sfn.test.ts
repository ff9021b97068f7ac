import { runTables } from "../runTables";
import { startSfnApiSubject, startSfnSubject } from "./subject";
import { SFN_API_TABLES, SFN_TABLES } from "./tables";

describe("conformance", () => {
  describe("state machines", () => {
    runTables(startSfnSubject, SFN_TABLES);
    runTables(startSfnApiSubject, SFN_API_TABLES);
  });
});
