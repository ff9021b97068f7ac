import { runTables } from "../runTables";
import { startSqsSubject } from "./subject";
import { SQS_TABLES } from "./tables";

describe("conformance", () => runTables(() => startSqsSubject(), SQS_TABLES));
