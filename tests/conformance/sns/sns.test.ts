import { runTables } from "../runTables";
import { filterPolicies } from "./filterPolicies";
import { fifoTopics, publishing, publishingBatches } from "./publish";
import { startFilterSubject, startSnsSubject } from "./subject";

describe("conformance", () => {
  describe("topics", () => runTables(startSnsSubject, [publishing, publishingBatches, fifoTopics]));
  describe("filters", () => runTables(startFilterSubject, [filterPolicies]));
});
