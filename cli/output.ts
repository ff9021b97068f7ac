import path from "node:path";
import { flatten, outputsFile, readOutputs } from "./outputsFile";

/** Finds one value by its path in dots. */
function find(outputs: Record<string, unknown>, name: string): unknown {
  return name
    .split(".")
    .reduce<unknown>(
      (value, part) =>
        typeof value === "object" && value !== null && Object.hasOwn(value, part)
          ? (value as Record<string, unknown>)[part]
          : undefined,
      outputs,
    );
}

/** `npm run output [NAME]`: the exit code, and what to print where. */
export function printOutput(
  workFolder: string,
  name: string | undefined,
): { exitCode: 0; out: string } | { exitCode: 1; error: string } {
  const outputs = readOutputs(workFolder);
  if (!outputs) {
    return {
      exitCode: 1,
      error: `nothing runs here (there is no ${outputsFile(workFolder)}): run npm start, and wait for "ready"`,
    };
  }
  if (name === undefined) return { exitCode: 0, out: JSON.stringify(outputs, undefined, 2) };
  const value = find(outputs, name);
  if (value === undefined) {
    const names = flatten(outputs).map(([known]) => `  ${known}`);
    return { exitCode: 1, error: [`there is no output "${name}"; there are:`, ...names].join("\n") };
  }
  return { exitCode: 0, out: typeof value === "string" ? value : JSON.stringify(value, undefined, 2) };
}

if (require.main === module) {
  const printed = printOutput(path.resolve(".sluice"), process.argv[2]);
  if (printed.exitCode === 0) process.stdout.write(`${printed.out}\n`);
  else process.stderr.write(`${printed.error}\n`);
  process.exitCode = printed.exitCode;
}
