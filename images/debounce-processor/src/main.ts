import { runProcessor } from "../../../functions/debounce/runProcessor";

runProcessor();
