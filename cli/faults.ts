import { writeFileSync } from "node:fs";
import { Writable } from "node:stream";
import { Command, InvalidArgumentError, Option } from "commander";
import { calledAs } from "./calledAs";
import { runChaos } from "./faults/chaosRun";
import { FAULTS } from "./faults/kinds";
import { type FaultedSystem, SYSTEMS } from "./faults/loads";
import { type Cell, isSturdy, runMatrix } from "./faults/matrix";
import { lineOf, markdownTable, textTable } from "./faults/table";
import { interruption } from "./interruption";
import { positiveNumber, wholeNumber } from "./load/arguments";

interface Options {
  systems?: string[];
  faults?: string[];
  short?: true;
  chaos?: number;
  minutes: number;
  rate?: number;
  json?: true;
  verbose?: true;
  markdown?: string;
}

const LONG = { before: 5, fault: 20, after: 5 };
const SHORT = { before: 1, fault: 3, after: 1 };

/** The command, with its options. */
export function program(): Command {
  return new Command(calledAs("faults"))
    .description(
      "Starts each system in a local cloud of its own, puts load on it, breaks something, mends it, and holds what is stored " +
        "against what was sent. Exits with 1 where anything is lost, doubled or answered wrong.",
    )
    .addOption(
      new Option("--systems <names>", `of ${Object.keys(SYSTEMS).join(", ")}`).argParser(oneOf(Object.keys(SYSTEMS))),
    )
    .addOption(
      new Option("--faults <names>", `of ${FAULTS.map(({ name }) => name).join(", ")}`).argParser(
        oneOf(FAULTS.map(({ name }) => name)),
      ),
    )
    .option("--short", "faults of 3 seconds instead of 20")
    .addOption(
      new Option("--rate <n>", "requests a second, of systems that are loaded by a rate (default: 10)").argParser(
        positiveNumber,
      ),
    )
    .addOption(
      new Option("--chaos <seed>", "instead: all systems at once, under random faults from a seed")
        .argParser(wholeNumber(0))
        .conflicts(["faults", "short", "rate"]),
    )
    .addOption(new Option("--minutes <n>", "how long a run with --chaos loads").argParser(positiveNumber).default(10))
    .option("--json", "the outcome as JSON, and nothing else, on standard output")
    .option("--markdown <file>", "writes the table of docs/faults.md there")
    .option("--verbose", "shows the loads' own reports, and what the local cloud has to say")
    .addHelpText(
      "after",
      `\nExample: what becomes of webhooks when Postgres dies\n  ${calledAs("faults")} --systems webhooks --faults kill-postgres,freeze-postgres\n`,
    )
    .showHelpAfterError(`(${calledAs("faults")} --help lists systems and faults)`)
    .allowExcessArguments(false)
    .action(run);
}

async function run(options: Options): Promise<void> {
  const { systems = Object.keys(SYSTEMS), faults, short, chaos, minutes, rate, json, verbose, markdown } = options;
  const chosen = systems.map((name) => [name, SYSTEMS[name] as FaultedSystem] as const);
  const kinds = FAULTS.filter(({ name }) => faults?.includes(name) ?? true);
  const say = (line: string) => void process[json ? "stderr" : "stdout"].write(`${line}\n`);
  const surroundings = {
    terminal: verbose ? process.stderr : new Writable({ write: (_chunk, _encoding, done) => done() }),
    signal: interruption(),
    onCell: (cell: Cell) => say(lineOf(cell)),
  };
  const cells =
    chaos === undefined
      ? await runMatrix({
          ...{ ...surroundings, systems: chosen, faults: kinds, seconds: short ? SHORT : LONG },
          ...(rate !== undefined && { rate }),
        })
      : await runChaos({ ...surroundings, systems: chosen, seed: chaos, minutes });
  if (json) process.stdout.write(`${JSON.stringify(cells, undefined, 2)}\n`);
  else say(textTable(cells));
  if (markdown !== undefined) writeFileSync(markdown, markdownTable(cells, kinds));
  process.exitCode = isSturdy(cells) ? 0 : 1;
}

/** A parser for commander: names with commas between them. */
function oneOf(known: readonly string[]): (text: string) => string[] {
  return (text) => {
    const names = text.split(",");
    const unknown = names.find((name) => !known.includes(name));
    if (unknown === undefined) return names;
    throw new InvalidArgumentError(`There is no ${unknown}.`);
  };
}
