import { runTables } from "../runTables";
import { receiptHandles } from "./receiptHandles";
import { startSqsSubject } from "./subject";

describe("conformance", () => runTables(startSqsSubject, [receiptHandles]));
