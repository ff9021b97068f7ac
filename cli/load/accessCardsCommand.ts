import { type Command, Option } from "commander";
import { systemClock } from "../../local/clock";
import type { AccessCardsLoad, Scenario } from "./accessCards";
import { positiveNumber, wholeNumber } from "./arguments";

interface Options {
  people?: number;
  pairs?: number;
  scenario: Scenario;
  seed: number;
  concurrency: number;
  rate?: number;
  settle: number;
  stack?: string;
}

/** `npm run load -- access-cards`. */
export function accessCardsCommand(parent: Command): void {
  parent
    .command("access-cards")
    .description(
      "Sends people through the gates, and holds cards, occupancy, ledger and archive against what was sent and answered.",
    )
    .addOption(new Option("--people <n>", "people, a card each").argParser(wholeNumber(1)))
    .addOption(
      new Option("--scenario <name>", "what they do: come and go, or leave all at once")
        .choices(["commute", "evacuation"])
        .default("commute"),
    )
    .addOption(
      new Option("--pairs <n>", "cards with which two come in at the same moment: one of the two is let in")
        .argParser(wholeNumber(1))
        .conflicts(["people", "scenario"]),
    )
    .addOption(new Option("--seed <n>", "the same seed gives the same people").argParser(wholeNumber(0)).default(1))
    .addOption(
      new Option("--concurrency <c>", "requests under way at once, at most")
        .argParser(wholeNumber(1, 10_000))
        .default(50),
    )
    .addOption(new Option("--rate <r>", "people a second (without it: as answers come)").argParser(positiveNumber))
    .addOption(
      new Option("--settle <s>", "seconds without any change after which to stop waiting for the archive")
        .argParser(positiveNumber)
        .default(420),
    )
    .addOption(new Option("--stack <name>", "a deployed stack whose outputs name everything"))
    .action(runAccessCards);
}

async function runAccessCards({ people, pairs, stack, settle, scenario, ...load }: Options): Promise<void> {
  const count = pairs ?? people;
  if (count === undefined) throw new Error("say how many: --people N, or --pairs N");
  // Loaded late: SDK clients are not for every system.
  const { accessCardsTarget } = require("./accessCards/target") as typeof import("./accessCards/target");
  const { loadAccessCards } = require("./accessCards") as typeof import("./accessCards");
  const surroundings = { clock: systemClock, terminal: process.stdout };
  const target = await accessCardsTarget(stack, { concurrency: load.concurrency, ...surroundings });
  try {
    process.stdout.write(`access cards at ${target.outputs.gateApiEndpoint}\n`);
    const plan: AccessCardsLoad = {
      ...load,
      people: count,
      scenario: pairs === undefined ? scenario : "pairs",
      settle: { pollMs: 1_000, confirmMs: 3_000, quietMs: settle * 1000 },
    };
    const { account } = await loadAccessCards(plan, target.system, surroundings);
    process.exitCode = account.balances ? 0 : 1;
  } finally {
    await target.close();
  }
}
