import { runContainer } from "../shared/queueWorker/containerEntry";
import type { HandlerCode } from "./ownCode";

const NAME = "debounce-handler";

/**
 * The program of a debounce handler.
 * @param load the caller's part, which is loaded where it is to work: not for a health check
 */
export function runHandler(load: () => HandlerCode = () => ({})): void {
  runContainer(NAME, () => (require("./handlerProcess") as typeof import("./handlerProcess")).work(NAME, load));
}
