import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type BurstFigures, burst } from "./events/burst";
import { loadOf, type SystemName } from "./events/loads";
import type { MeasurementOutside, Sample } from "./measurement";
import { startSystem } from "./runningSystem";

const EVENTS = 3_000;
const CLIENTS = 50;
const RUNS = 3;
/** Name of the stack whose configuration is written for a run. */
const STACK = "bench";

/** Settings of webhooks: the API's own default of 1,000 a second would be what is measured. */
const NO_THROTTLE = { throttleRateLimit: 10_000, throttleBurstLimit: 5_000 };

const FIGURES: readonly (readonly [keyof BurstFigures, string, string])[] = [
  ["acceptedPerSecond", "events accepted a second", "events/s"],
  ["endToEndPerSecond", "events a second, end to end", "events/s"],
  ["p50Ms", "half of the answers within", "ms"],
  ["p99Ms", "99 % of the answers within", "ms"],
  ["cpuMsPerEvent", "processor time of all processes an event", "ms"],
];

/** Bursts of events to one system, the first of which meets no process of any function. */
function throughputOf(
  name: string,
  system: SystemName,
  end: string,
  { settings = {}, remark = "" }: { settings?: Readonly<Record<string, number>>; remark?: string } = {},
): MeasurementOutside {
  return {
    name,
    method: `npm start -- ${system} in processes of its own, the load generator in this one: closed loop with ${CLIENTS} clients, ${EVENTS} events cold, right after the start, and as many again warm; end to end lasts until ${end}; processor time is that of all the system's processes over the events, without the load generator's${remark}.`,
    runs: RUNS,
    async run(checkout, note) {
      const file = writeStack(checkout, system, settings);
      const start = startSystem(checkout, { systems: [system], stack: STACK });
      const running = await start.finally(() => rmSync(file));
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

/** Even, so that each order of a pair comes as often. */
const PAIRS = 4;
let pairs = 0;

/**
 * The same bursts with and without a journal, one after the other: each run is a pair, so that a machine's moods meet both, and every
 * other one is in the other order, for the second start of a pair finds more in caches.
 */
export const keeping: MeasurementOutside = {
  name: "keeping",
  method: `npm start -- event-aggregator and webhooks, each started with --no-keep and as it is, in alternating order: closed loop with ${CLIENTS} clients, ${EVENTS} events to warm up, then ${EVENTS} that count; the share is events a second end to end with what services hold recorded, of those without.`,
  runs: PAIRS,
  async run(checkout, note) {
    const samples: Sample[] = [];
    const order = pairs++ % 2 === 0 ? [false, true] : [true, false];
    for (const system of ["event-aggregator", "webhooks"] as const) {
      const perSecond = { kept: Number.NaN, without: Number.NaN };
      for (const keep of order) {
        note(`${system}, ${keep ? "with" : "without"} a journal`);
        const { endToEndPerSecond } = await warmBurst(checkout, system, keep);
        perSecond[keep ? "kept" : "without"] = endToEndPerSecond;
        samples.push({
          name: `${system}, ${keep ? "kept" : "not kept"}: events a second, end to end`,
          unit: "events/s",
          value: endToEndPerSecond,
        });
      }
      const { kept, without } = perSecond;
      samples.push({ name: `${system}: share with a journal`, unit: "%", value: (100 * kept) / without });
    }
    return samples;
  },
};

async function warmBurst(checkout: string, system: SystemName, keep: boolean): Promise<BurstFigures> {
  const file = writeStack(checkout, system, system === "webhooks" ? NO_THROTTLE : {});
  const start = startSystem(checkout, { systems: [system], stack: STACK, keep });
  const running = await start.finally(() => rmSync(file));
  const load = await loadOf(system, checkout);
  try {
    await burst(load, { count: EVENTS, clients: CLIENTS, first: 0, pid: running.pid });
    return await burst(load, { count: EVENTS, clients: CLIENTS, first: EVENTS, pid: running.pid });
  } finally {
    load.close();
    await running.stop();
  }
}

/** Writes a configuration that differs from the stack `local` in settings of one system. @returns its file */
function writeStack(checkout: string, system: SystemName, settings: Readonly<Record<string, number>>): string {
  const file = path.join(checkout, `Pulumi.${STACK}.yaml`);
  const place = `sluice:${system}:\n`;
  const lines = Object.entries(settings).map(([name, value]) => `    ${name}: ${value}\n`);
  const local = readFileSync(path.join(checkout, "Pulumi.local.yaml"), "utf8");
  if (lines.length > 0 && !local.includes(place)) throw new Error(`Pulumi.local.yaml has no settings of ${system}`);
  writeFileSync(file, local.replace(place, `${place}${lines.join("")}`));
  return file;
}

function samplesOf(system: SystemName, kind: "cold" | "warm", figures: BurstFigures): Sample[] {
  return FIGURES.map(([key, what, unit]) => ({ name: `${system}, ${kind}: ${what}`, unit, value: figures[key] }));
}

export const THROUGHPUTS: readonly MeasurementOutside[] = [
  throughputOf("aggregatorThroughput", "event-aggregator", "the summaries count every event"),
  throughputOf("webhookThroughput", "webhooks", "the queue has taken the webhook, which is the answer to it", {
    settings: NO_THROTTLE,
    remark: "; the API's throttle is set to 10,000 a second",
  }),
  throughputOf("exitThroughput", "access-cards", "the card table has an item for every exit"),
];
