import { runByBoto3 } from "../clients/runByClients";
import { startIamSubject } from "./subject";
import { RECORDED_IAM_TABLES } from "./tables";

runByBoto3(startIamSubject, RECORDED_IAM_TABLES);
