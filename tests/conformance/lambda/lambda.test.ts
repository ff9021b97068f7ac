import { runTables } from "../runTables";
import { batchAnswers, eventFilters, queueRecords } from "./eventSources";
import { startBatchSubject, startFilterSubject, startRecordSubject } from "./subject";

describe("conformance", () => {
  describe("batches", () => runTables(startBatchSubject, [batchAnswers]));
  describe("records", () => runTables(startRecordSubject, [queueRecords]));
  describe("filters", () => runTables(startFilterSubject, [eventFilters]));
});
