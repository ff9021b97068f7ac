import { runByClients } from "../clients/runByClients";
import { startKinesisControlSubject } from "./controlSubject";
import { startKinesisSubject } from "./subject";
import { KINESIS_CONTROL_TABLES, KINESIS_TABLES } from "./tables";

runByClients(startKinesisSubject, KINESIS_TABLES);
runByClients(startKinesisControlSubject, KINESIS_CONTROL_TABLES);
