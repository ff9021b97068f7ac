import { runTables } from "../runTables";
import { startEc2Subject } from "./subject";
import { EC2_TABLES } from "./tables";

describe("conformance", () => runTables(startEc2Subject, EC2_TABLES));
