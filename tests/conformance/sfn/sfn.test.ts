import { runTables } from "../runTables";
import { startSfnSubject } from "./subject";
import { SFN_TABLES } from "./tables";

describe("conformance", () => {
  describe("state machines", () => runTables(startSfnSubject, SFN_TABLES));
});
