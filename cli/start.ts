import path from "node:path";
import type { Command } from "commander";
import { type LocalCloud, type Program, start } from "../local/cloud";
import type { Change } from "../local/engine/change";
import { LeftoverError } from "../local/engine/resourceError";
import { Stubs } from "../local/engine/standIn";
import { emptyConfig } from "../local/evaluation/settings";
import { writeStackOutputs } from "../local/evaluation/stackOutputs";
import { awsEnvironment, removeEnvironment, writeEnvironment } from "./awsEnvironment";
import { buildServed } from "./build";
import { type Guide, guideOf, removeGuide, writeGuide } from "./guide";
import { aborted, interruption } from "./interruption";
import { describeKept } from "./keptData";
import { accessOf, removeLocalAccess, writeLocalAccess } from "./localAccess";
import { removeOutputs, writeOutputs } from "./outputsFile";
import { projectFolder, projectWorkFolder } from "./projectFolder";
import { removeKeys } from "./sshCommands";
import { describeChaos, type StartOptions, startCommand, startOptionsOf } from "./startOptions";
import { checkNamed, meantSystems, registeredSystems } from "./systems";
import { createTerminal, type Terminal } from "./terminal";
import { welcome } from "./welcome";

/** The sources of the console's pages. */
const CONSOLE_FOLDER = path.join(__dirname, "..", "web", "console");

const MARKS = { created: "+", updated: "~", replaced: "±", deleted: "-" } as const;

const LEFTOVER_ADVICE = "everything else is in place; after the next edit, the deletion is tried again";

/** One line a change: `~ events-aggregator updated (code)`. */
export function describeChange({ kind, name, properties }: Change): string {
  return `${MARKS[kind]} ${name} ${kind}${properties.length > 0 ? ` (${properties.join(", ")})` : ""}`;
}

/** The command, with its options. */
export function program(): Command {
  const command = startCommand();
  return command.action(() => dev(startOptionsOf(command)));
}

/** Runs a program until it is interrupted. */
async function dev(options: StartOptions): Promise<void> {
  const terminal = createTerminal(process.stdout, { json: options.json });
  const folder = projectFolder();
  const workFolder = projectWorkFolder();
  const interrupted = interruption();
  const stopped = aborted(interrupted);
  checkNamed(options.systems, folder);
  const kept = describeKept(folder, workFolder, options);
  const otherSettings = emptyConfig(folder, options.stack);
  if (otherSettings !== undefined) terminal.print(`  ${otherSettings}`);
  if (kept.before !== undefined) terminal.print(`  ${kept.before}`);
  if (options.stubs.length > 0) terminal.print(`  inert, with made-up outputs: ${options.stubs.join(", ")}`);
  if (options.chaos) terminal.print(`  ${describeChaos(options.chaos)}`);

  let cloud: LocalCloud;
  const failed = new AbortController();
  // Beside the start of the services; what fails is thrown where it is waited for.
  const prepared = buildPages(options, folder, terminal, AbortSignal.any([interrupted, failed.signal]));
  prepared.catch(() => {});
  try {
    cloud = await startCloud(options, folder, workFolder, terminal, { signal: interrupted, prepared });
  } catch (error) {
    failed.abort();
    await prepared.catch(() => {});
    if (interrupted.aborted) return;
    const meant = meantSystems(options.systems, folder);
    throw meant === "" ? error : new Error(`${messageOf(error)}\n${meant}`);
  }
  try {
    writeLocalAccess(workFolder, cloud.services);
    writeEnvironment(workFolder, awsEnvironment(accessOf(cloud.services)));
    writeOutputs(workFolder, cloud.outputs);
    const tell = () => tellOthers(cloud, options, folder, workFolder);
    const watching = options.watch ? watch(cloud, options, folder, tell, terminal, interrupted) : undefined;
    await Promise.race([watching?.ready, stopped]);
    if (!interrupted.aborted) {
      const guide = tell();
      if (options.json) terminal.event({ type: "ready", ...guide });
      else terminal.print(`\n${welcome(guide, cloud.outputs, kept.brief, terminal).join("\n")}`);
    }
    await stopped;
    terminal.print(`stopping: ${kept.after}`);
    await watching?.close();
  } finally {
    removeKeys(workFolder, cloud.outputs);
    removeLocalAccess(workFolder);
    removeEnvironment(workFolder);
    removeOutputs(workFolder);
    removeGuide(workFolder);
    await cloud.stop();
  }
}

function startCloud(
  options: StartOptions,
  folder: string,
  workFolder: string,
  terminal: Terminal,
  starting: { signal: AbortSignal; prepared: Promise<unknown> },
): Promise<LocalCloud> {
  const { port, keep, fresh, timeScale, environmentsPerFunction, chaos, stubs, watch: loadsAhead } = options;
  return start(programOf(options, folder), {
    ...{ port, keep, fresh, timeScale, loadsAhead, workFolder, ...starting, report: terminal.report },
    consoleFolder: CONSOLE_FOLDER,
    ...(environmentsPerFunction !== undefined && { environmentsPerFunction }),
    ...(chaos && { chaos }),
    ...(stubs.length > 0 && { standIn: () => new Stubs(stubs) }),
  });
}

/** Lets the other commands know what runs now. The guide comes first: it says which of the outputs are secret. */
function tellOthers(cloud: LocalCloud, { stack }: StartOptions, folder: string, workFolder: string): Guide {
  const guide = guideOf(cloud, registeredSystems(folder), { stack, workFolder });
  writeGuide(workFolder, guide);
  writeOutputs(workFolder, cloud.outputs);
  writeStackOutputs(workFolder, stack, cloud.outputs);
  return guide;
}

function programOf({ systems, stack }: StartOptions, folder: string): Program {
  return { folder, stack, config: systems.length > 0 ? { systems } : {} };
}

/** Builds the pages that a system serves, where they are not those of their sources as they are now. */
async function buildPages(
  options: StartOptions,
  folder: string,
  { print, colors }: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const from = performance.now();
  if (!(await buildServed(programOf(options, folder), { signal }))) return;
  print(colors.dim(`built web/portal in ${Math.round(performance.now() - from)} ms`));
}

function watch(
  cloud: LocalCloud,
  options: StartOptions,
  folder: string,
  tell: () => unknown,
  terminal: Terminal,
  interrupted: AbortSignal,
) {
  const { print, colors } = terminal;
  // Loaded late: nothing of it is needed before everything else runs.
  const { watchProgram } = require("./watch") as typeof import("./watch");
  return watchProgram(folder, async (files) => {
    const from = performance.now();
    try {
      if (files.some(mayBeOfPages)) await buildPages(options, folder, terminal, interrupted);
      const { changes, leftover } = await reload(cloud, files);
      for (const change of changes) print(describeChange(change));
      tell();
      if (leftover) print(`${colors.red(leftover)}\n${colors.dim(LEFTOVER_ADVICE)}`);
      const what = changes.length === 0 ? "nothing to change" : "reloaded";
      print(colors.dim(`${what} after ${files.join(", ")} in ${Math.round(performance.now() - from)} ms`));
    } catch (error) {
      if (interrupted.aborted) return;
      print(colors.red(messageOf(error)));
      print(colors.dim("what ran before goes on running"));
    }
  });
}

/** Tells whether an edit of a file may ask for a build: pages change with their sources, the packages, and who serves them with settings. */
function mayBeOfPages(file: string): boolean {
  return file.startsWith(`web${path.sep}`) || !/\.[mc]?[jt]s$/.test(file);
}

/** Reloads the program. With something left over that could not be deleted, it runs as it is written now all the same. */
async function reload(
  cloud: LocalCloud,
  files: readonly string[],
): Promise<{ changes: readonly Change[]; leftover?: string }> {
  try {
    return { changes: await cloud.reload(files) };
  } catch (error) {
    if (error instanceof LeftoverError) return { changes: error.changes, leftover: error.message };
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
