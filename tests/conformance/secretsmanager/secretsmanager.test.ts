import { runTables } from "../runTables";
import { startSecretsSubject } from "./subject";
import { SECRETS_TABLES } from "./tables";

describe("conformance", () => runTables(startSecretsSubject, SECRETS_TABLES));
