import { readFileSync } from "node:fs";
import path from "node:path";
import { isInstalled } from "./calledAs";
import { commandNamed, commandsOf, helpOfAll } from "./commands";
import { forgottenDashes } from "./forgottenDashes";
import { nearest } from "./nearest";

const EXIT_USAGE = 2;

/**
 * Runs the command line of `sluice`, and ends the process with 0 where it did what it was asked for, with 1 where that failed (or an account
 * does not balance), and with 2 where there is no such command.
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
  const hint = forgottenDashes(name, rest, process.env);
  if (hint !== undefined) {
    process.stderr.write(`${hint}\n`);
    process.exitCode = EXIT_USAGE;
    return;
  }
  const { main } = command.load();
  main(rest).then(
    () => {
      // Connections and processes of a local cloud would keep this process.
      if (command.ends) process.exit(process.exitCode ?? 0);
    },
    (error: Error) => {
      // A program that runs is known to the person who started it: its faults stand alone.
      const subject = command.runs ? "" : `${name}: `;
      process.stderr.write(`${subject}${describe(error)}\n`);
      process.exit(1);
    },
  );
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
