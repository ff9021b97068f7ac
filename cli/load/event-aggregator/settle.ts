import type { Clock } from "../../../local/base/clock";
import { pause } from "../poll";
import type { Account, Counts, Ledger } from "./account";

export interface SettleOptions {
  pollMs: number;
  /** A balance must hold this long: an event that is counted twice may come after the one that made the account balance. */
  confirmMs: number;
  /** Give up when the summaries have not changed for so long. */
  quietMs: number;
}

export const SETTLE_DEFAULTS: SettleOptions = { pollMs: 500, confirmMs: 2_000, quietMs: 30_000 };

/**
 * Reads the summaries until they balance and keep doing so, or until they have stopped changing. A reading that fails counts
 * as no change: the traffic has been sent already, and a moment's 503 must not throw its account away.
 * @throws what the readings threw, when there was not one that worked
 */
export async function settle(
  clock: Clock,
  ledger: Ledger,
  readCounts: () => Promise<Counts>,
  options: SettleOptions,
  onPoll: (account: Account) => void = () => {},
): Promise<{ account: Account; counts: Counts }> {
  let changedAt = clock.now();
  let latest: { account: Account; counts: Counts } | undefined;
  let failure: unknown;
  for (;;) {
    const counts = await readCounts().catch((error: unknown) => {
      failure = error;
    });
    const seen = counts ? { account: ledger.account(counts), counts } : latest;
    if (seen !== undefined) onPoll(seen.account);
    if (seen !== undefined && (latest === undefined || hasChanged(latest.account, seen.account)))
      changedAt = clock.now();
    latest = seen;
    const isMatched = seen?.account.lost === 0 && seen.account.overCounted === 0;
    if (clock.now() - changedAt >= (isMatched ? options.confirmMs : options.quietMs)) {
      if (seen === undefined) throw failure;
      return seen;
    }
    await pause(clock, options.pollMs);
  }
}

function hasChanged(a: Account, b: Account): boolean {
  return a.summarised !== b.summarised || a.lost !== b.lost || a.overCounted !== b.overCounted;
}
