import type { MeasurementOutside } from "./measurement";
import { startSystem } from "./runningSystem";

/** From typing `npm start -- event-aggregator` to the line `ready`, npm's own time included. */
export const startUp: MeasurementOutside = {
  name: "startUp",
  method:
    "From npm start -- event-aggregator to the line ready, npm's own time included, in a process group of its own; the first run may find cold caches.",
  runs: 5,
  async run(checkout, note) {
    note("start-up");
    const system = await startSystem(checkout);
    await system.stop();
    return [{ name: "start-up: npm start to ready", unit: "ms", value: system.readyMs }];
  },
};
