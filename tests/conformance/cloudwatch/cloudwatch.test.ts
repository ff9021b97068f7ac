import { runTables } from "../runTables";
import { startCloudWatchSubject } from "./subject";
import { CLOUDWATCH_TABLES, COMPRESSED_TABLES } from "./tables";

describe("conformance", () => runTables(startCloudWatchSubject, [...CLOUDWATCH_TABLES, ...COMPRESSED_TABLES]));
