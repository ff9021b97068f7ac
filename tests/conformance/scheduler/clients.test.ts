import { runByBoto3 } from "../clients/runByClients";
import { startSchedulerSubject } from "./subject";
import { SCHEDULER_TABLES } from "./tables";

runByBoto3(startSchedulerSubject, SCHEDULER_TABLES);
