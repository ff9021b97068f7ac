import { runApiWorker } from "../../../functions/webhooks/runWorker";

runApiWorker();
