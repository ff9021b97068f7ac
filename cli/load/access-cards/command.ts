import { type Command, Option } from "commander";
import { type Clock, systemClock } from "../../../local/base/clock";
import { JSON_OPTION, outletOf } from "../../outlet";
import { positiveNumber, wholeNumber } from "../arguments";
import type { Terminal } from "../progress";
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
  json?: boolean;
}

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
    .option(...JSON_OPTION)
    .action(runAccessCards);
}

async function runAccessCards(options: Options): Promise<void> {
  const { fault, pairs, people, stack, concurrency, json = false } = options;
  if (fault === undefined && pairs === undefined && people === undefined) {
    throw new Error("say what to send: --people N, --pairs N, or --fault NAME");
  }
  // Loaded late: SDK clients are not for every system.
  const { accessCardsTarget } = require("./target") as typeof import("./target");
  const { terminal, result } = outletOf(json);
  const surroundings = { clock: systemClock, terminal };
  const target = await accessCardsTarget(stack, { concurrency, ...surroundings });
  try {
    terminal.write(`access cards at ${target.outputs.gateApiEndpoint}\n`);
    const { balances, account } =
      fault === undefined
        ? await load(options, target, surroundings)
        : await inject(fault, options, target, surroundings);
    result({ system: "access-cards", balances, account });
    process.exitCode = balances ? 0 : 1;
  } finally {
    await target.close();
  }
}

/** Things that a load runs with. */
interface Surroundings {
  clock: Clock;
  terminal: Terminal;
}

/** The end of a run. */
interface Ended {
  balances: boolean;
  account: object;
}

async function load(options: Options, { system }: AccessCardsTarget, surroundings: Surroundings): Promise<Ended> {
  const { people, pairs, settle, scenario, seed, concurrency, rate } = options;
  const { loadAccessCards } = require("./load") as typeof import("./load");
  const plan: AccessCardsLoad = {
    ...{ seed, concurrency, ...(rate !== undefined && { rate }) },
    people: pairs ?? people ?? 0,
    scenario: pairs === undefined ? scenario : "pairs",
    settle: { pollMs: 1_000, confirmMs: 3_000, quietMs: settle * 1000 },
  };
  const { account } = await loadAccessCards(plan, system, surroundings);
  return { balances: account.balances, account };
}

async function inject(
  fault: FaultName,
  options: Options,
  target: AccessCardsTarget,
  surroundings: Surroundings,
): Promise<Ended> {
  const { injectFault } = require("./faults") as typeof import("./faults");
  const { count, concurrency, settle } = options;
  const outcome = await injectFault(
    { fault, count, concurrency, alarmMs: settle * 1000 },
    { ...target.outputs, gates: target.gates, cloudWatch: target.cloudWatch },
    surroundings,
  );
  return { balances: outcome.isAsExpected, account: outcome };
}
