import { runTables } from "../runTables";
import { startIamSubject } from "./subject";
import { IAM_TABLES, RECORDED_IAM_TABLES } from "./tables";

describe("conformance", () => runTables(startIamSubject, [...IAM_TABLES, ...RECORDED_IAM_TABLES]));
