import { runByBoto3 } from "../clients/runByClients";
import { startEcrSubject } from "./subject";
import { ECR_TABLES } from "./tables";

runByBoto3(startEcrSubject, ECR_TABLES);
