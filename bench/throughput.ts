import { type BurstFigures, burst } from "./events/burst";
import { loadOf, type SystemName } from "./events/loads";
import type { MeasurementOutside, Sample } from "./measurement";
import { startSystem } from "./runningSystem";

const EVENTS = 3_000;
const CLIENTS = 50;
const RUNS = 3;

const FIGURES: readonly (readonly [keyof BurstFigures, string, string])[] = [
  ["acceptedPerSecond", "events accepted a second", "events/s"],
  ["endToEndPerSecond", "events a second, end to end", "events/s"],
  ["p50Ms", "half of the answers within", "ms"],
  ["p99Ms", "99 % of the answers within", "ms"],
  ["cpuMsPerEvent", "processor time of all processes an event", "ms"],
];

/** Bursts of events to one system, the first of which meets no process of any function. */
function throughputOf(name: string, system: SystemName, end: string): MeasurementOutside {
  return {
    name,
    method: `npm start -- ${system} in processes of its own, the load generator in this one: closed loop with ${CLIENTS} clients, ${EVENTS} events cold, right after the start, and as many again warm; end to end lasts until ${end}; processor time is that of all the system's processes over the events, without the load generator's.`,
    runs: RUNS,
    async run(checkout, note) {
      const running = await startSystem(checkout, { systems: [system] });
      const load = await loadOf(system, checkout);
      try {
        const send = (first: number) => burst(load, { count: EVENTS, clients: CLIENTS, first, pid: running.pid });
        note(`${EVENTS} events cold, ${EVENTS} warm`);
        const cold = samplesOf(system, "cold", await send(0));
        return [...cold, ...samplesOf(system, "warm", await send(EVENTS))];
      } finally {
        load.close();
        await running.stop();
      }
    },
  };
}

function samplesOf(system: SystemName, kind: "cold" | "warm", figures: BurstFigures): Sample[] {
  return FIGURES.map(([key, what, unit]) => ({ name: `${system}, ${kind}: ${what}`, unit, value: figures[key] }));
}

export const THROUGHPUTS: readonly MeasurementOutside[] = [
  throughputOf("aggregatorThroughput", "event-aggregator", "the summaries count every event"),
  throughputOf("webhookThroughput", "webhooks", "the queue has taken the webhook, which is the answer to it"),
  throughputOf("exitThroughput", "access-cards", "the card table has an item for every exit"),
];
