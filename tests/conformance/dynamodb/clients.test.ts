import { runByClients } from "../clients/runByClients";
import { startDynamoSubject } from "./subject";
import { DYNAMO_TABLES } from "./tables";

runByClients(startDynamoSubject, DYNAMO_TABLES);
