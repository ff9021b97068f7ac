import { runTables } from "../runTables";
import { startEcsSubject } from "./subject";
import { ECS_TABLES } from "./tables";

describe("conformance", () => runTables(startEcsSubject, ECS_TABLES));
