import { runTables } from "../runTables";
import { startDynamoSubject } from "./subject";
import { DYNAMO_TABLES } from "./tables";

describe("conformance", () => runTables(startDynamoSubject, DYNAMO_TABLES));
