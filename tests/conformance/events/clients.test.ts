import { runByBoto3 } from "../clients/runByClients";
import { startEventsApiSubject } from "./apiSubject";
import { EVENTS_API_TABLES } from "./tables";

runByBoto3(startEventsApiSubject, EVENTS_API_TABLES);
