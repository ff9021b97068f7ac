import { checkHealth } from "./health";

/** `node main.js` works, `node main.js health` checks the one that does: the container's health check. */
if (process.argv[2] === "health") {
  process.exitCode = checkHealth() ? 0 : 1;
} else {
  // Loaded only now: a health check, every few seconds, needs none of it.
  const { work } = require("./work") as typeof import("./work");
  void work();
}
