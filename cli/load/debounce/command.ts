import { type Command, Option } from "commander";
import { systemClock } from "../../../local/base/clock";
import { JSON_OPTION, outletOf } from "../../outlet";
import { positiveNumber, wholeNumber } from "../arguments";
import type { TargetOptions } from "../connect";
import type { DebounceLoad } from "./load";

interface DebounceOptions extends Omit<DebounceLoad, "settle" | "toleratesDeaths">, TargetOptions {
  settle: number;
  confirm?: number;
  tolerateDeaths?: true;
  json?: boolean;
}

/** `npm run load -- debounce`. */
export function loadCommand(parent: Command): void {
  parent
    .command("debounce")
    .description(
      "Changes entities in bursts, and compares the state requests that follow, and Postgres, with what was sent.",
    )
    .addOption(new Option("--entities <n>", "entities to change").argParser(wholeNumber(1)).makeOptionMandatory())
    .addOption(new Option("--changes <m>", "changes of each, a webhook each").argParser(wholeNumber(1)).default(20))
    .addOption(
      new Option("--together <k>", "entities that are changed in turns, while the others wait for theirs")
        .argParser(wholeNumber(1))
        .default(100),
    )
    .addOption(new Option("--rate <r>", "webhooks a second (without it: as answers come)").argParser(positiveNumber))
    .addOption(
      new Option("--concurrency <c>", "webhooks under way at once, at most")
        .argParser(wholeNumber(1, 10_000))
        .default(50),
    )
    .addOption(
      new Option(
        "--sources <names>",
        "sources to send as, with commas (without it: all whose deliveries have an id)",
      ).argParser((names) => names.split(",")),
    )
    .addOption(
      new Option("--settle <s>", "seconds without any change after which to stop waiting")
        .argParser(positiveNumber)
        .default(120),
    )
    .addOption(
      new Option(
        "--confirm <s>",
        "seconds to go on looking once all is there (without it: twice the quiet time)",
      ).argParser(positiveNumber),
    )
    .addOption(
      new Option(
        "--tolerate-deaths",
        "balance though an entity was asked for too often or too early, as after the death of a worker",
      ),
    )
    .addOption(new Option("--stack <name>", "a deployed stack whose outputs name everything"))
    .addOption(new Option("--database <host:port>", "where a tunnel to the deployed stack's database begins"))
    .option(...JSON_OPTION)
    .action(runDebounce);
}

async function runDebounce(options: DebounceOptions): Promise<void> {
  const { settle, confirm, tolerateDeaths = false, stack, database, sources, json = false, ...load } = options;
  const { terminal, result } = outletOf(json);
  // Loaded late: SDK clients and the driver of Postgres are not for every system.
  const { debounceTarget } = require("./target") as typeof import("./target");
  const { loadDebounce } = require("./load") as typeof import("./load");
  const target = await debounceTarget({
    ...(stack !== undefined && { stack }),
    ...(database !== undefined && { database }),
    ...(sources !== undefined && { sources }),
  });
  const { apiEndpoint, quietSeconds } = target.outputs;
  try {
    terminal.write(`debounce at ${apiEndpoint}\n`);
    const confirmMs = (confirm ?? 2 * quietSeconds) * 1000;
    const account = await loadDebounce(
      { ...load, toleratesDeaths: tolerateDeaths, settle: { pollMs: 1_000, confirmMs, quietMs: settle * 1000 } },
      target,
      { clock: systemClock, terminal },
    );
    result({ system: "debounce", balances: account.balances, account });
    process.exitCode = account.balances ? 0 : 1;
  } finally {
    await target.close();
  }
}
