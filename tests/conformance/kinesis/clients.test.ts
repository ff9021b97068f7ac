import { runByClients } from "../clients/runByClients";
import { startKinesisSubject } from "./subject";
import { KINESIS_TABLES } from "./tables";

runByClients(startKinesisSubject, KINESIS_TABLES);
