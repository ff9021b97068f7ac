import { runByClients } from "../clients/runByClients";
import { startLambdaControlSubject } from "./controlSubject";
import { LAMBDA_CONTROL_TABLES } from "./tables";

runByClients(startLambdaControlSubject, LAMBDA_CONTROL_TABLES);
