import { Writable } from "node:stream";
import { type LoadResult, loadEventAggregator } from "../cli/load/eventAggregator";
import { systemClock } from "../local/clock";
import { figure, type Measurement } from "./measurement";
import { startSystem } from "./runningSystem";

const RUNS = 3;
const EVENTS = 1_500;

/** Closed loop: as many events as 50 clients get answers for, until the last of them is in a summary. */
export const throughput: Measurement = {
  name: "throughput",
  async measure(note) {
    const system = await startSystem();
    try {
      await load(system.endpoint, 200);
      const results: LoadResult[] = [];
      for (let run = 1; run <= RUNS; run++) {
        note(`throughput ${run} of ${RUNS}, ${EVENTS} events`);
        results.push(await load(system.endpoint, EVENTS));
      }
      return [
        figure(
          "events accepted a second",
          "events/s",
          results.map(({ sendingMs }) => (EVENTS * 1000) / sendingMs),
        ),
        figure(
          "events summarised a second, end to end",
          "events/s",
          results.map(({ summarisedMs }) => (EVENTS * 1000) / summarisedMs),
        ),
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
      ...(rate === undefined ? {} : { rate }),
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
