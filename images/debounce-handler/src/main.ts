import { runHandler } from "../../../functions/debounce/runHandler";

runHandler();
