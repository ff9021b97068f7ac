import { runByClients } from "../clients/runByClients";
import { startSfnApiSubject, startSfnSubject } from "./subject";
import { SFN_API_TABLES, SFN_TABLES } from "./tables";

runByClients(startSfnSubject, SFN_TABLES);
runByClients(startSfnApiSubject, SFN_API_TABLES);
