import { runTables } from "../runTables";
import { startKmsSubject } from "./subject";
import { KMS_TABLES } from "./tables";

describe("conformance", () => runTables(startKmsSubject, KMS_TABLES));
