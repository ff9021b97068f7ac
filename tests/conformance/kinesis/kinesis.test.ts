import { runTables } from "../runTables";
import { startKinesisSubject } from "./subject";
import { KINESIS_TABLES } from "./tables";

describe("conformance", () => runTables(startKinesisSubject, KINESIS_TABLES));
