import { runTables } from "../runTables";
import { startKinesisControlSubject } from "./controlSubject";
import { startKinesisSubject } from "./subject";
import { KINESIS_CONTROL_TABLES, KINESIS_TABLES } from "./tables";

describe("conformance", () => {
  describe("streams", () => runTables(startKinesisSubject, KINESIS_TABLES));
  describe("making streams", () => runTables(startKinesisControlSubject, KINESIS_CONTROL_TABLES));
});
