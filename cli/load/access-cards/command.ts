import { type Command, Option } from "commander";
import { systemClock } from "../../../local/base/clock";
import { positiveNumber, wholeNumber } from "../arguments";
import { FAULT_NAMES, type FaultName } from "./faultNames";
import type { AccessCardsLoad, Scenario } from "./load";
import type { AccessCardsTarget } from "./target";

interface Options {
  people?: number;
  pairs?: number;
  fault?: FaultName;
  count: number;
  scenario: Scenario;
  seed: number;
  concurrency: number;
  rate?: number;
  settle: number;
  stack?: string;
}

const SURROUNDINGS = { clock: systemClock, terminal: process.stdout };

/** `npm run load -- access-cards`. */
export function loadCommand(parent: Command): void {
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
    .addOption(
      new Option("--fault <name>", "an artificial error instead: waits for the alarm that is meant for it")
        .choices(FAULT_NAMES)
        .conflicts(["people", "pairs", "scenario"]),
    )
    .addOption(new Option("--count <n>", "requests of an artificial error").argParser(wholeNumber(1)).default(60))
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

async function runAccessCards(options: Options): Promise<void> {
  const { fault, pairs, people, stack, concurrency } = options;
  if (fault === undefined && pairs === undefined && people === undefined) {
    throw new Error("say what to send: --people N, --pairs N, or --fault NAME");
  }
  // Loaded late: SDK clients are not for every system.
  const { accessCardsTarget } = require("./target") as typeof import("./target");
  const target = await accessCardsTarget(stack, { concurrency, ...SURROUNDINGS });
  try {
    process.stdout.write(`access cards at ${target.outputs.gateApiEndpoint}\n`);
    const isRight = fault === undefined ? await load(options, target) : await inject(fault, options, target);
    process.exitCode = isRight ? 0 : 1;
  } finally {
    await target.close();
  }
}

async function load(options: Options, { system }: AccessCardsTarget): Promise<boolean> {
  const { people, pairs, settle, scenario, seed, concurrency, rate } = options;
  const { loadAccessCards } = require("./load") as typeof import("./load");
  const plan: AccessCardsLoad = {
    ...{ seed, concurrency, ...(rate !== undefined && { rate }) },
    people: pairs ?? people ?? 0,
    scenario: pairs === undefined ? scenario : "pairs",
    settle: { pollMs: 1_000, confirmMs: 3_000, quietMs: settle * 1000 },
  };
  const { account } = await loadAccessCards(plan, system, SURROUNDINGS);
  return account.balances;
}

async function inject(fault: FaultName, options: Options, target: AccessCardsTarget): Promise<boolean> {
  const { injectFault } = require("./faults") as typeof import("./faults");
  const { count, concurrency, settle } = options;
  const { isAsExpected } = await injectFault(
    { fault, count, concurrency, alarmMs: settle * 1000 },
    { ...target.outputs, gates: target.gates, cloudWatch: target.cloudWatch },
    SURROUNDINGS,
  );
  return isAsExpected;
}
