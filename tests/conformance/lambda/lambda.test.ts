import { runTables } from "../runTables";
import { startLambdaControlSubject } from "./controlSubject";
import { startBatchSubject, startDiscardSubject, startFilterSubject, startRecordSubject } from "./subject";
import {
  LAMBDA_BATCH_TABLES,
  LAMBDA_CONTROL_TABLES,
  LAMBDA_DISCARD_TABLES,
  LAMBDA_FILTER_TABLES,
  LAMBDA_RECORD_TABLES,
} from "./tables";

describe("conformance", () => {
  describe("batches", () => runTables(startBatchSubject, LAMBDA_BATCH_TABLES));
  describe("records", () => runTables(startRecordSubject, LAMBDA_RECORD_TABLES));
  describe("batches that are given up", () => runTables(startDiscardSubject, LAMBDA_DISCARD_TABLES));
  describe("functions by the API", () => runTables(startLambdaControlSubject, LAMBDA_CONTROL_TABLES));
  describe("filters", () => runTables(startFilterSubject, LAMBDA_FILTER_TABLES));
});
