import { readFileSync } from "node:fs";
import path from "node:path";
import type { Command as CommanderCommand } from "commander";
import { isInstalled } from "./calledAs";
import { type Command, commandNamed, commandsOf, helpOfAll } from "./commands";
import { forgottenDashes } from "./forgottenDashes";
import { nearest } from "./nearest";

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/**
 * Runs the command line of `sluice`, and ends the process with 0 where it did what it was asked for, with 1 where that failed (or an account
 * does not balance), and with 2 where the command line is wrong. With `--json`, standard output says why in `error`.
 *
 * @param args without Node and script
 */
export function sluice(args: readonly string[]): void {
  const [name, ...rest] = args;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    process.stdout.write(helpOfAll(!isInstalled));
    process.exitCode = name === undefined ? EXIT_USAGE : 0;
    return;
  }
  if (name === "--version" || name === "-V") {
    process.stdout.write(`${version()}\n`);
    return;
  }
  const command = commandNamed(name, !isInstalled);
  if (command === undefined) {
    const meant = nearest(
      name,
      commandsOf(!isInstalled).map(([each]) => each),
    );
    process.stderr.write(
      `sluice: there is no command "${name}"${meant === undefined ? "" : `: did you mean ${meant}?`} (sluice --help lists them)\n`,
    );
    process.exitCode = EXIT_USAGE;
    return;
  }
  run(command, rest).then(
    () => {
      // Connections and processes of a local cloud would keep this process.
      if (command.ends) process.exit(process.exitCode ?? 0);
    },
    (error: unknown) => {
      if (isOfCommander(error)) return failed(error, error.exitCode === 0 ? 0 : EXIT_USAGE, rest);
      if (error instanceof UsageError) process.stderr.write(`${error.message}\n`);
      // A program that runs is known to the person who started it: its faults stand alone.
      else process.stderr.write(`${command.runs ? "" : `${name}: `}${describe(error)}\n`);
      failed(error, error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED, rest);
    },
  );
}

/** A command line that cannot have been meant. */
class UsageError extends Error {}

async function run({ load }: Command, args: readonly string[]): Promise<void> {
  const program = load().program();
  const hint = forgottenDashes(program, args, process.env);
  if (hint !== undefined) throw new UsageError(hint);
  throwOnExit(program);
  await program.parseAsync([...args], { from: "user" });
}

/** Has commander throw where it would end the process, with an exit code of its own. */
function throwOnExit(program: CommanderCommand): void {
  program.exitOverride();
  for (const below of program.commands) throwOnExit(below);
}

/** commander's own class is loaded with the command, and by its name alone, for this file is loaded for help as well. */
function isOfCommander(error: unknown): error is Error & { exitCode: number; code: string } {
  return error instanceof Error && "code" in error && String(error.code).startsWith("commander.");
}

function failed(error: unknown, exitCode: number, args: readonly string[]): void {
  if (exitCode !== 0 && args.includes("--json")) {
    process.stdout.write(`${JSON.stringify({ error: describe(error) })}\n`);
  }
  process.exit(exitCode);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return `${error.message || error.name}${cause instanceof Error ? ` (${cause.message})` : ""}`;
}

function version(): string {
  const manifest = path.join(__dirname, "..", "package.json");
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}
