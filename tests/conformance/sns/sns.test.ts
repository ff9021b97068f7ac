import { runTables } from "../runTables";
import { startFilterSubject, startSnsSubject } from "./subject";
import { SNS_FILTER_TABLES, SNS_TOPIC_TABLES } from "./tables";

describe("conformance", () => {
  describe("topics", () => runTables(startSnsSubject, SNS_TOPIC_TABLES));
  describe("filters", () => runTables(startFilterSubject, SNS_FILTER_TABLES));
});
