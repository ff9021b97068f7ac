import { type Command, Option } from "commander";
import { systemClock } from "../../../local/base/clock";
import { JSON_OPTION, outletOf } from "../../outlet";
import { positiveNumber, wholeNumber } from "../arguments";
import type { TargetOptions } from "../connect";
import type { WebhooksLoad } from "./load";

interface WebhooksOptions extends Omit<WebhooksLoad, "count" | "settle">, TargetOptions {
  count?: number;
  seconds?: number;
  settle: number;
  scaleIn: number;
  json?: boolean;
}

/** `npm run load -- webhooks`. */
export function loadCommand(parent: Command): void {
  parent
    .command("webhooks")
    .description("Posts signed webhooks, shows queue and workers live, and compares what was accepted with Postgres.")
    .addOption(new Option("--rate <r>", "requests a second (without it: as answers come)").argParser(positiveNumber))
    .addOption(new Option("--seconds <s>", "for how long, at that rate").argParser(positiveNumber).conflicts("count"))
    .addOption(new Option("--count <n>", "requests altogether").argParser(wholeNumber(1)))
    .addOption(
      new Option("--concurrency <c>", "requests under way at once, at most")
        .argParser(wholeNumber(1, 10_000))
        .default(100),
    )
    .addOption(
      new Option("--duplicates <p>", "per cent of the requests that repeat an earlier delivery")
        .argParser(wholeNumber(0, 99))
        .default(0),
    )
    .addOption(
      new Option("--forged <p>", "per cent of the requests with a wrong signature")
        .argParser(wholeNumber(0, 99))
        .default(0),
    )
    .addOption(
      new Option(
        "--sources <names>",
        "sources to send as, with commas (without it: all whose deliveries have an id)",
      ).argParser((names) => names.split(",")),
    )
    .addOption(
      new Option("--settle <s>", "seconds without any change after which to stop waiting for the workers")
        .argParser(positiveNumber)
        .default(120),
    )
    .addOption(
      new Option("--scale-in <s>", "seconds to wait in the end for the workers to be as few as before")
        .argParser(wholeNumber(0))
        .default(0),
    )
    .addOption(new Option("--stack <name>", "a deployed stack whose outputs name everything"))
    .addOption(new Option("--database <host:port>", "where a tunnel to the deployed stack's database begins"))
    .option(...JSON_OPTION)
    .action(runWebhooks);
}

async function runWebhooks(options: WebhooksOptions): Promise<void> {
  const { settle, scaleIn, stack, database, sources, seconds, count, json = false, ...load } = options;
  const { terminal, result } = outletOf(json);
  // Loaded late: SDK clients and the driver of Postgres are not for every system.
  const { webhookTarget } = require("./target") as typeof import("./target");
  const { loadWebhooks } = require("./load") as typeof import("./load");
  const target = await webhookTarget({
    ...(stack !== undefined && { stack }),
    ...(database !== undefined && { database }),
    ...(sources !== undefined && { sources }),
  });
  try {
    terminal.write(`webhooks at ${target.outputs.apiEndpoint}\n`);
    const { account } = await loadWebhooks(
      {
        ...load,
        count: countOf(load.rate, seconds, count),
        settle: { pollMs: 1_000, confirmMs: 3_000, quietMs: settle * 1000, scaleInMs: scaleIn * 1000 },
      },
      target,
      { clock: systemClock, terminal },
    );
    result({ system: "webhooks", balances: account.balances, account });
    process.exitCode = account.balances ? 0 : 1;
  } finally {
    await target.close();
  }
}

function countOf(rate: number | undefined, seconds: number | undefined, count: number | undefined): number {
  if (count !== undefined) return count;
  if (rate !== undefined && seconds !== undefined) return Math.max(1, Math.round(rate * seconds));
  throw new Error("say how many: --rate R --seconds S, or --count N");
}
