import { tmpdir } from "node:os";
import path from "node:path";

/** Written every ten seconds while the handler is well. */
export const HEARTBEAT_FILE = path.join(tmpdir(), "debounce-handler.heartbeat");
