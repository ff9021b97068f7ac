import { runByClients } from "../clients/runByClients";
import { startSqsSubject } from "./subject";
import { SQS_TABLES } from "./tables";

runByClients(startSqsSubject, SQS_TABLES);
