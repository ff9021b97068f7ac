import { isHeartbeatFresh } from "../../../functions/shared/queueWorker/heartbeatFile";
import { HEARTBEAT_FILE } from "./heartbeat";

/** `node main.js` works, `node main.js health` checks the one that does: the container's health check. */
if (process.argv[2] === "health") {
  process.exitCode = isHeartbeatFresh(HEARTBEAT_FILE) ? 0 : 1;
} else {
  // Loaded only now: a health check, every few seconds, needs none of it.
  const { work } = require("./work") as typeof import("./work");
  void work();
}
