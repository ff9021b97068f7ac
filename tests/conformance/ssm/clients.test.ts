import { runByClients } from "../clients/runByClients";
import { startSsmSubject } from "./subject";
import { SSM_TABLES } from "./tables";

runByClients(startSsmSubject, SSM_TABLES);
