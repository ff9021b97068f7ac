import Table from "cli-table3";

/** Arguments of `npm run load` for each system that has one: some hundred events, enough to meet every fault. */
export const CHAOS_LOADS: Readonly<Record<string, readonly string[]>> = {
  "event-aggregator": ["--count", "2000", "--concurrency", "20", "--keys", "20", "--duplicates", "5"],
  webhooks: ["--count", "1000", "--concurrency", "20", "--duplicates", "5", "--forged", "2"],
  // A worker that is killed between its request and its confirmation asks once more.
  debounce: ["--entities", "20", "--changes", "10", "--concurrency", "5", "--tolerate-deaths"],
  bursts: ["--count", "1000"],
  ingestion: ["--count", "500"],
  "access-cards": ["--people", "100"],
};

/** One system under faults that a seed repeats. */
export interface ChaosRun {
  system: string;
  seed: number;
}

/** The account of a run: what its load said last, where it does not balance. */
export type ChaosAccount = { balances: true } | { balances: false; said: string };

/**
 * Runs each system with each seed, one after the other, and draws a table of them.
 * @param run puts a load on a system under faults
 * @param print gets what each account that does not balance said, and in the end the table
 * @returns whether all accounts balance
 */
export async function chaosAccounts(
  systems: readonly string[],
  seeds: readonly number[],
  run: (one: ChaosRun) => Promise<ChaosAccount>,
  print: (text: string) => void,
): Promise<boolean> {
  const table = new Table({
    head: ["system", ...seeds.map((seed) => `seed ${seed}`)],
    style: { head: [], border: [], compact: true },
  });
  let allBalance = true;
  for (const system of systems) {
    const row: string[] = [];
    for (const seed of seeds) {
      const account = await run({ system, seed });
      row.push(account.balances ? "balances" : "DOES NOT");
      if (account.balances) continue;
      allBalance = false;
      print(`${system} with seed ${seed}:\n${account.said}`);
    }
    table.push([system, ...row]);
  }
  print(table.toString());
  return allBalance;
}
