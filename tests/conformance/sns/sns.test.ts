import { runTables } from "../runTables";
import { startSnsControlSubject } from "./controlSubject";
import { startFilterSubject, startSnsSubject } from "./subject";
import { SNS_CONTROL_TABLES, SNS_FILTER_TABLES, SNS_TOPIC_TABLES } from "./tables";

describe("conformance", () => {
  describe("topics", () => runTables(startSnsSubject, SNS_TOPIC_TABLES));
  describe("making topics", () => runTables(startSnsControlSubject, SNS_CONTROL_TABLES));
  describe("filters", () => runTables(startFilterSubject, SNS_FILTER_TABLES));
});
