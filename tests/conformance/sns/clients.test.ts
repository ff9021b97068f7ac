import { runByClients } from "../clients/runByClients";
import { startSnsControlSubject } from "./controlSubject";
import { startSnsSubject } from "./subject";
import { SNS_CONTROL_TABLES, SNS_TOPIC_TABLES } from "./tables";

runByClients(startSnsSubject, SNS_TOPIC_TABLES);
runByClients(startSnsControlSubject, SNS_CONTROL_TABLES);
