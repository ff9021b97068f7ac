import { type Command, Option } from "commander";
import { systemClock } from "../../../local/base/clock";
import { JSON_OPTION, outletOf } from "../../outlet";
import { positiveNumber, wholeNumber } from "../arguments";
import type { OutputsOptions } from "../endpoint";
import type { BurstsLoad } from "./load";

interface BurstsOptions extends Omit<BurstsLoad, "settle">, OutputsOptions {
  settle: number;
  json?: boolean;
}

/** `npm run load -- bursts`. */
export function loadCommand(parent: Command): void {
  parent
    .command("bursts")
    .description(
      "Fills the queue, shows alarm, workers and items live, and waits until all is stored and the workers are gone.",
    )
    .addOption(new Option("--count <n>", "messages of the burst").argParser(wholeNumber(1)).makeOptionMandatory())
    .addOption(
      new Option("--second-burst <n>", "messages of a second burst, which comes while the alarm is on")
        .argParser(wholeNumber(0))
        .default(0),
    )
    .addOption(
      new Option("--duplicates <p>", "per cent of the messages that are sent twice, with the same id")
        .argParser(wholeNumber(0, 100))
        .default(0),
    )
    .addOption(
      new Option("--concurrency <c>", "batches of ten under way at once, at most")
        .argParser(wholeNumber(1, 1_000))
        .default(10),
    )
    .addOption(
      new Option("--settle <s>", "seconds without any change after which to stop waiting")
        .argParser(positiveNumber)
        .default(300),
    )
    .addOption(new Option("--stack <name>", "a deployed stack whose outputs name everything"))
    .option(...JSON_OPTION)
    .action(runBursts);
}

async function runBursts({ settle, stack, json = false, ...load }: BurstsOptions): Promise<void> {
  const { terminal, result } = outletOf(json);
  // Loaded late: SDK clients are not for every system.
  const { burstsTarget } = require("./target") as typeof import("./target");
  const { loadBursts } = require("./load") as typeof import("./load");
  const target = await burstsTarget(stack === undefined ? {} : { stack });
  try {
    terminal.write(`bursts to ${target.outputs.queueUrl}\n`);
    const { account } = await loadBursts(
      { ...load, settle: { pollMs: 1_000, confirmMs: 3_000, quietMs: settle * 1000 } },
      target,
      { clock: systemClock, terminal },
    );
    result({ system: "bursts", balances: account.balances, account });
    process.exitCode = account.balances ? 0 : 1;
  } finally {
    target.close();
  }
}
