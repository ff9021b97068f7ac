import { runByBoto3 } from "../clients/runByClients";
import { startAutoScalingSubject } from "./subject";
import { AUTO_SCALING_TABLES } from "./tables";

runByBoto3(startAutoScalingSubject, AUTO_SCALING_TABLES);
