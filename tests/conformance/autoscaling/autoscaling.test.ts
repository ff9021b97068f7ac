import { runTables } from "../runTables";
import { startAutoScalingSubject } from "./subject";
import { AUTO_SCALING_TABLES } from "./tables";

describe("conformance", () => runTables(startAutoScalingSubject, AUTO_SCALING_TABLES));
