import { runBurstWorker } from "../../../functions/bursts/runBurstWorker";

runBurstWorker();
