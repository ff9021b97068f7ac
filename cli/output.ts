import { Command } from "commander";
import { calledAs, callOf } from "./calledAs";
import { type Guide, readGuide } from "./guide";
import { flatten, HIDDEN, outputNamed, readOutputs, textOf, withoutSecrets } from "./outputsFile";
import { projectWorkFolder } from "./projectFolder";

/** A request of the command `output`. */
export interface OutputRequest {
  /** A path in dots, such as `eventAggregator.apiEndpoint`; a system's own name, `event-aggregator`, stands for its outputs as well. */
  name?: string;
  json?: boolean;
  showSecrets?: boolean;
  commands?: boolean;
  /** Characters of a terminal's line; absent where the text goes into a file or a program. */
  columns?: number;
}

export type Printed = { exitCode: 0; out: string } | { exitCode: 1; error: string };

const NAME_WIDTH = 28;

/** Decides what to print of a program that runs over a folder. */
export function printOutput(workFolder: string, request: OutputRequest = {}): Printed {
  const written = readOutputs(workFolder);
  const guide = readGuide(workFolder);
  if (!written || !guide) {
    return { exitCode: 1, error: `nothing runs here (${workFolder}): run ${callOf("dev")}, and wait for "ready"` };
  }
  const { name, json = false, showSecrets = false, commands = false } = request;
  const outputs = showSecrets ? written : withoutSecrets(written, guide.secrets);
  if (commands) return { exitCode: 0, out: json ? JSON.stringify(guide.commands) : guide.commands.join("\n") };
  if (name !== undefined) return printOne(outputs, name, json);
  return { exitCode: 0, out: json ? JSON.stringify(outputs, undefined, 2) : overview(outputs, guide, request.columns) };
}

function printOne(outputs: Record<string, unknown>, name: string, json: boolean): Printed {
  const value = outputNamed(outputs, name);
  if (value === undefined) {
    const names = flatten(outputs).map(([known]) => `  ${known}`);
    return { exitCode: 1, error: [`there is no output "${name}"; there are:`, ...names].join("\n") };
  }
  if (value === HIDDEN) {
    return { exitCode: 1, error: `${name} is secret: ${calledAs("output")} ${name} --show-secrets prints it` };
  }
  return { exitCode: 0, out: typeof value === "string" && !json ? value : JSON.stringify(value, undefined, 2) };
}

/** All outputs, a group for each system, then the pages and who may sign in. */
function overview(outputs: Readonly<Record<string, unknown>>, guide: Guide, columns: number | undefined): string {
  const line = (text: string) =>
    columns !== undefined && text.length > columns ? `${text.slice(0, columns - 1)}…` : text;
  const groups = Object.entries(outputs).map(([name, value]) => {
    const leaves = flatten({ [name]: value });
    if (leaves.length === 1 && leaves[0]?.[0] === name) return line(`${name.padEnd(NAME_WIDTH)}  ${textOf(value)}`);
    const rows = leaves.map(([place, leaf]) => {
      return line(`  ${place.slice(name.length + 1).padEnd(NAME_WIDTH - 2)}  ${textOf(leaf)}`);
    });
    return [name, ...rows].join("\n");
  });
  const others = [...guide.pages, ...guide.signIns].map(line);
  const commands =
    guide.commands.length === 0 ? [] : [`${calledAs("output")} --commands prints a command for each route`];
  return [...groups, ...(others.length > 0 ? [others.join("\n")] : []), ...commands].join("\n\n");
}

/** The command, with its options. */
export function program(): Command {
  return new Command(calledAs("output"))
    .description("Prints the outputs of what runs here, or one of them.")
    .argument("[output]", "such as eventAggregator.apiEndpoint, or a system")
    .option("--json", "as JSON, as `pulumi stack output --json` does")
    .option("--show-secrets", "with the values of secret outputs")
    .option("--commands", "commands to paste, one for each route and each machine")
    .addHelpText("after", `\nExample:\n  ${calledAs("output")} eventAggregator.apiEndpoint`)
    .allowExcessArguments(false)
    .action(output);
}

function output(name: string | undefined, options: Omit<OutputRequest, "name" | "columns">): void {
  const { isTTY, columns } = process.stdout;
  const printed = printOutput(projectWorkFolder(), {
    ...options,
    ...(name !== undefined && { name }),
    ...(isTTY && { columns }),
  });
  if (printed.exitCode === 1) throw new Error(printed.error);
  process.stdout.write(`${printed.out}\n`);
}
