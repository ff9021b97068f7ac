import { setTimeout as pause } from "node:timers/promises";
import { Agent } from "undici";
import type { EventLoad, LoadRequest } from "./loads";
import { cpuMsOfTree } from "./processTree";

/** Figures of one burst. */
export interface BurstFigures {
  /** Answers a second, from the first request to the last answer. */
  acceptedPerSecond: number;
  /** Events a second, from the first request until the last event has arrived at its end. */
  endToEndPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Milliseconds of processor time that all processes of the system took for an event, until the last had arrived. */
  cpuMsPerEvent: number;
}

/** Between two looks at what has arrived: each look costs the system something, too. */
const LOOK_MS = 200;
const GIVE_UP_MS = 120_000;
/** Until a throttled request is sent again. */
const THROTTLED_MS = 50;

/**
 * Posts events in a closed loop: each of `clients` posts the next one when it has the answer to its last.
 * @param pid root of the system's processes
 * @throws Error for an event that is not accepted, or that never arrives
 */
export async function burst(
  load: EventLoad,
  { count, clients, first, pid }: { count: number; clients: number; first: number; pid: number },
): Promise<BurstFigures> {
  const agent = new Agent({ connections: clients, headersTimeout: 60_000 });
  const latencies: number[] = [];
  const arrivedBefore = (await load.arrived?.()) ?? 0;
  const cpuBefore = cpuMsOfTree(pid);
  const startedAt = performance.now();
  let next = first;
  const client = async () => {
    while (next < first + count) {
      const request = load.request(next++);
      const sentAt = performance.now();
      while (!(await isAccepted(agent, request))) await pause(THROTTLED_MS);
      latencies.push(performance.now() - sentAt);
    }
  };
  try {
    await Promise.all(Array.from({ length: clients }, client));
    const acceptedMs = performance.now() - startedAt;
    const arrivedMs =
      load.arrived === undefined ? acceptedMs : await untilArrived(load, arrivedBefore + count, startedAt);
    const cpuMs = cpuMsOfTree(pid) - cpuBefore;
    latencies.sort((a, b) => a - b);
    return {
      acceptedPerSecond: (count * 1000) / acceptedMs,
      endToEndPerSecond: (count * 1000) / arrivedMs,
      p50Ms: percentile(latencies, 50),
      p99Ms: percentile(latencies, 99),
      cpuMsPerEvent: cpuMs / count,
    };
  } finally {
    await agent.close();
  }
}

/**
 * @returns false where the API throttles, which is its own limit (1,000 requests a second and route, unless a setting says otherwise)
 * @throws Error for any other answer
 */
async function isAccepted(agent: Agent, { url, headers, body, accepted }: LoadRequest): Promise<boolean> {
  const { origin, pathname } = new URL(url);
  const answer = await agent.request({ origin, path: pathname, method: "POST", headers, body });
  const text = await answer.body.text();
  if (answer.statusCode === accepted) return true;
  if (answer.statusCode === 429) return false;
  throw new Error(`${url} answered ${answer.statusCode} ${text.slice(0, 200)}`);
}

/** @returns milliseconds from `startedAt` until so many had arrived */
async function untilArrived(load: EventLoad, wanted: number, startedAt: number): Promise<number> {
  for (;;) {
    const arrived = (await load.arrived?.()) ?? wanted;
    const elapsed = performance.now() - startedAt;
    if (arrived === wanted) return elapsed;
    if (arrived > wanted) throw new Error(`${arrived} events have arrived, ${wanted} were posted: some count twice`);
    if (elapsed > GIVE_UP_MS) throw new Error(`${arrived} of ${wanted} events have arrived after ${elapsed} ms`);
    await pause(LOOK_MS);
  }
}

function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN;
}
