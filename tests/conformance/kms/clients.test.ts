import { runByBoto3 } from "../clients/runByClients";
import { startKmsSubject } from "./subject";
import { KMS_TABLES } from "./tables";

runByBoto3(startKmsSubject, KMS_TABLES);
