import { figure, type Measurement, repeat } from "./measurement";
import { startSystem } from "./runningSystem";

const RUNS = 5;

/** From typing `npm start -- event-aggregator` to the line `ready`, npm's own time included. */
export const startUp: Measurement = {
  name: "startUp",
  async measure(note) {
    const runs = await repeat(RUNS, async (run) => {
      note(`start-up ${run} of ${RUNS}`);
      const system = await startSystem();
      await system.stop();
      return system.readyMs;
    });
    return [figure("start-up: npm start to ready", "ms", runs)];
  },
};
