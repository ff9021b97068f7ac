import { tmpdir } from "node:os";
import path from "node:path";

/** Written every ten seconds while the processor is well. */
export const HEARTBEAT_FILE = path.join(tmpdir(), "debounce-processor.heartbeat");
