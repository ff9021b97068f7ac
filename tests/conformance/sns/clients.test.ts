import { runByClients } from "../clients/runByClients";
import { startSnsSubject } from "./subject";
import { SNS_TOPIC_TABLES } from "./tables";

runByClients(startSnsSubject, SNS_TOPIC_TABLES);
