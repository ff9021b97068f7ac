import { runTables } from "../runTables";
import { startEcrSubject } from "./subject";
import { ECR_TABLES } from "./tables";

describe("conformance", () => runTables(startEcrSubject, ECR_TABLES));
