import { Writable } from "node:stream";
import { type LoadResult, loadEventAggregator } from "../cli/load/event-aggregator/load";
import { systemClock } from "../local/base/clock";
import type { MeasurementOutside } from "./measurement";
import { startSystem } from "./runningSystem";

const EVENTS = 1_500;

/** Closed loop: as many events as 50 clients get answers for, until the last of them is in a summary. */
export const throughput: MeasurementOutside = {
  name: "throughput",
  method: `npm start -- event-aggregator in one process, the load generator in this one: closed loop with 50 clients, ${EVENTS} events over 20 keys after 200 to warm up; end to end lasts until the last event is in a summary; a run whose account does not balance fails.`,
  runs: 3,
  async run(checkout, note) {
    const system = await startSystem(checkout);
    try {
      await load(system.endpoint, 200);
      note(`${EVENTS} events`);
      const { sendingMs, summarisedMs } = await load(system.endpoint, EVENTS);
      return [
        { name: "events accepted a second", unit: "events/s", value: (EVENTS * 1000) / sendingMs },
        { name: "events summarised a second, end to end", unit: "events/s", value: (EVENTS * 1000) / summarisedMs },
      ];
    } finally {
      await system.stop();
    }
  },
};

/** @throws Error when the account does not balance: a rate at which events get lost is no rate */
export async function load(endpoint: string, count: number, rate?: number): Promise<LoadResult> {
  const result = await loadEventAggregator(
    {
      endpoint,
      count,
      concurrency: 50,
      keys: 20,
      duplicates: 0,
      seed: 1,
      ...(rate !== undefined && { rate }),
      settle: { pollMs: 100 },
    },
    { clock: systemClock, terminal: nowhere() },
  );
  if (!result.account.balances) throw new Error(`the account does not balance: ${JSON.stringify(result.account)}`);
  return result;
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
