import { runByClients } from "../clients/runByClients";
import { startSecretsSubject } from "./subject";
import { SECRETS_TABLES } from "./tables";

runByClients(startSecretsSubject, SECRETS_TABLES);
