import type { Connect } from "../clients/client";
import { runByBoto3 } from "../clients/runByClients";
import { startGatewaySubject } from "./controlSubject";
import { REST_CONTROL_TABLES } from "./tables";

runByBoto3((connect) => startGatewaySubject(connect as Connect), REST_CONTROL_TABLES);
