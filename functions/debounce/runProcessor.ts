import { runContainer } from "../shared/queueWorker/containerEntry";
import type { ProcessorCode } from "./ownCode";

const NAME = "debounce-processor";

/**
 * The program of a debounce processor.
 * @param load the caller's part, which is loaded where it is to work: not for a health check
 */
export function runProcessor(load: () => ProcessorCode = () => ({})): void {
  runContainer(NAME, () => (require("./processorProcess") as typeof import("./processorProcess")).work(NAME, load));
}
