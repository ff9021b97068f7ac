import { Command } from "commander";
import { calledAs, callOf } from "./calledAs";
import { flatten, outputsFile, readOutputs } from "./outputsFile";
import { projectWorkFolder } from "./projectFolder";

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
      error: `nothing runs here (there is no ${outputsFile(workFolder)}): run ${callOf("dev")}, and wait for "ready"`,
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

/** Runs the command with its arguments. */
export async function main(args: readonly string[]): Promise<void> {
  const { args: names } = new Command(calledAs("output"))
    .description("Prints what the running program's stack exports: everything, or one value by its path in dots.")
    .argument("[name]", "such as eventAggregator.apiEndpoint")
    .addHelpText("after", `\nExample:\n  ${calledAs("output")} eventAggregator.apiEndpoint`)
    .allowExcessArguments(false)
    .parse([...args], { from: "user" });
  const printed = printOutput(projectWorkFolder(), names[0]);
  if (printed.exitCode === 0) process.stdout.write(`${printed.out}\n`);
  else process.stderr.write(`${printed.error}\n`);
  process.exitCode = printed.exitCode;
}
