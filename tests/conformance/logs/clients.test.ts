import { runByClients } from "../clients/runByClients";
import { startLogsSubject } from "./subject";
import { LOGS_TABLES } from "./tables";

runByClients(startLogsSubject, LOGS_TABLES);
