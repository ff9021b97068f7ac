import { Writable } from "node:stream";
import { type LoadResult, loadEventAggregator } from "../cli/load/event-aggregator/load";
import { systemClock } from "../local/base/clock";

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
