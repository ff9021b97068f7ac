import { runByClients, runByOtherProtocols } from "../clients/runByClients";
import { startCloudWatchSubject } from "./subject";
import { CLOUDWATCH_TABLES, COMPRESSED_TABLES } from "./tables";

runByClients(startCloudWatchSubject, [...CLOUDWATCH_TABLES, ...COMPRESSED_TABLES]);
// The SDK for JavaScript compresses CBOR and still tells its length from before: it never ends such a request.
runByOtherProtocols(startCloudWatchSubject, CLOUDWATCH_TABLES);
