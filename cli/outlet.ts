import type { Terminal } from "./load/progress";

/** The option that commands have in common, for `.option(...JSON_OPTION)`. docs/commands.md lists what each document has. */
export const JSON_OPTION = [
  "--json",
  "as JSON on standard output; what is for a person goes to standard error",
] as const;

/** Where a command says what it has to say. */
export interface Outlet {
  /** A line for a person. */
  print(line: string): void;
  /** A stream for a person: progress, tables. */
  readonly terminal: Terminal;
  /** The outcome: with `--json` the one document on standard output, otherwise nothing, for the person has been told. */
  result(document: object): void;
}

/** @param json `--json` was given */
export function outletOf(json = false): Outlet {
  const terminal = json ? process.stderr : process.stdout;
  return {
    terminal,
    print: (line) => void terminal.write(`${line}\n`),
    result(document) {
      if (json) process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
    },
  };
}
