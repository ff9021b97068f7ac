import { runByClients } from "../clients/runByClients";
import { startCloudWatchSubject } from "./subject";
import { CLOUDWATCH_TABLES } from "./tables";

runByClients(startCloudWatchSubject, CLOUDWATCH_TABLES);
