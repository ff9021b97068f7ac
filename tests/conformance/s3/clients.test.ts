import { runByClients } from "../clients/runByClients";
import { startS3Subject } from "./subject";
import { S3_TABLES } from "./tables";

// S3 has no other road than HTTP, so that its rows are run by clients alone.
runByClients(startS3Subject, S3_TABLES);
