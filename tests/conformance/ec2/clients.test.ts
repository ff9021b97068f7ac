import { runByBoto3 } from "../clients/runByClients";
import { startEc2Subject } from "./subject";
import { EC2_TABLES } from "./tables";

// The SDK for JavaScript calls these rows in ec2.test.ts.
runByBoto3(startEc2Subject, EC2_TABLES);
