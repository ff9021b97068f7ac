import { existsSync, readdirSync } from "node:fs";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { Command, Option } from "commander";
import { isRecord } from "../../local/base/isRecord";
import { readLocalAccess } from "../localAccess";
import { flatten, outputNamed, readOutputs } from "../outputsFile";
import { projectFolder, projectWorkFolder } from "../projectFolder";
import { logGroups } from "../running/logs";
import { Snapshots } from "../snapshots";
import { registeredSystems, systemNameOf } from "../systems";

/** The commands that there are. */
export interface CommandTable {
  names(): readonly string[];
  /** @returns nothing where there is no such command */
  programOf(name: string): Command | undefined;
}

/** A shell waits: a local cloud that does not answer by then has no names. */
const PATIENCE_MS = 1_000;

/**
 * Lists what the last of some words may become: commands, options, and what there is in the project and in what runs.
 *
 * @param table the commands
 * @param words of a command line behind `sluice`; the last one is being typed, and may be empty
 * @returns words that begin with it, each once; none where a file is meant, or nobody knows
 */
export async function candidates(table: CommandTable, words: readonly string[]): Promise<readonly string[]> {
  const typed = words.at(-1) ?? "";
  const [name, ...rest] = words.slice(0, -1);
  const found = name === undefined ? table.names() : await below(table.programOf(name), rest, typed);
  return [...new Set(found)].filter((each) => each.startsWith(typed)).sort();
}

async function below(whole: Command | undefined, before: readonly string[], typed: string): Promise<readonly string[]> {
  if (whole === undefined) return [];
  const inner = whole.commands.find((each) => each.name() === before[0]);
  const [program, words] = inner === undefined ? [whole, before] : [inner, before.slice(1)];
  const open = optionNamed(program, words.at(-1));
  if (open?.required) return open.argChoices ?? (await valuesOf(open.attributeName()));
  if (typed.startsWith("-")) return program.options.filter(({ hidden }) => !hidden).flatMap(({ long }) => long ?? []);
  if (program.commands.length > 0) {
    return [
      ...program.commands.map((each) => each.name()).filter((each) => each !== "words"),
      ...choicesOf(program, 0),
    ];
  }
  const place = argumentsIn(program, words);
  const argument =
    program.registeredArguments[place.length] ?? program.registeredArguments.find(({ variadic }) => variadic);
  if (argument === undefined) return [];
  return argument.argChoices ?? (await valuesOf(argument.name(), place));
}

function choicesOf({ registeredArguments }: Command, index: number): readonly string[] {
  return registeredArguments[index]?.argChoices ?? [];
}

function optionNamed({ options }: Command, word: string | undefined): Option | undefined {
  return options.find(({ long, short }) => word !== undefined && [long, short].includes(word));
}

/** The words that are neither options nor their values. */
function argumentsIn(program: Command, words: readonly string[]): readonly string[] {
  return words.filter((word, index) => !word.startsWith("-") && !optionNamed(program, words[index - 1])?.required);
}

/** Names for an argument or an option's value, by its name in the help. @param before the arguments before it */
async function valuesOf(name: string, before: readonly string[] = []): Promise<readonly string[]> {
  const workFolder = projectWorkFolder();
  const outputs = readOutputs(workFolder) ?? {};
  switch (name) {
    case "system":
    case "systems": {
      const registered = registeredSystems(projectFolder()).map((system) => system.name);
      return registered.length > 0 ? registered : Object.keys(outputs).map(systemNameOf);
    }
    case "stack":
      return stacksIn(projectFolder());
    case "output":
    case "function":
    case "queue":
      return [...Object.keys(outputs), ...flatten(outputs).map(([place]) => place)];
    case "log":
      return runningLogs(workFolder);
    case "job": {
      const jobs = outputNamed(outputs, `${before[0]}`);
      return isRecord(jobs) && isRecord(jobs.jobs) ? Object.keys(jobs.jobs) : [];
    }
    case "snapshot":
      return new Snapshots(workFolder, "local").list().map((snapshot) => snapshot.name);
    default:
      return [];
  }
}

function stacksIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1] ?? []);
}

async function runningLogs(workFolder: string): Promise<readonly string[]> {
  try {
    const logs = new CloudWatchLogsClient({ ...readLocalAccess(workFolder), maxAttempts: 1 });
    const nothing = new Promise<readonly string[]>((resolve) => setTimeout(resolve, PATIENCE_MS, []).unref());
    return await Promise.race([logGroups(logs), nothing]);
  } catch {
    // Nothing runs here.
    return [];
  }
}
