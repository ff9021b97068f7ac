import { existsSync } from "node:fs";
import { Command } from "commander";
import { dataFolderOf, emptyDataFolder } from "../local/base/dataFolder";
import { silentReport } from "../local/base/report";
import { claimWorkFolder, WorkFolderInUse } from "../local/base/workFolder";
import { type Program, start } from "../local/cloud";
import { removeStackOutputs } from "../local/evaluation/stackOutputs";
import { buildServed } from "./build";
import { calledAs } from "./calledAs";
import { nearest } from "./nearest";
import { JSON_OPTION, outletOf } from "./outlet";
import { projectFolder, projectWorkFolder } from "./projectFolder";
import { registeredSystems } from "./systems";

/**
 * Empties what a stack keeps, and says what that was.
 * @throws WorkFolderInUse while a local cloud runs
 */
export async function reset(workFolder: string, stack: string): Promise<string> {
  const release = claimWorkFolder(workFolder);
  try {
    const services = await emptyDataFolder(dataFolderOf(workFolder, stack));
    removeStackOutputs(workFolder, stack);
    return services.length === 0
      ? `nothing of the stack "${stack}" is kept`
      : `emptied what the stack "${stack}" kept of ${services.join(", ")}; its snapshots stay`;
  } finally {
    release();
  }
}

/**
 * Empties what one system of a stack keeps, and says what that was. Data is kept by service: the program itself says which resources
 * are the system's, so that it is evaluated, at rest, and they are deleted as by an edit that takes them away.
 *
 * @throws WorkFolderInUse while a local cloud runs
 * @throws Error where the program cannot say it; nothing is emptied then
 */
export async function resetSystem(
  { folder, stack, config }: Program,
  workFolder: string,
  system: string,
): Promise<string> {
  const names = registeredSystems(folder).map(({ name }) => name);
  if (names.length > 0 && !names.includes(system)) {
    const meant = nearest(system, names);
    const question = meant === undefined ? "" : `did you mean ${meant}? `;
    throw new Error(
      `there is no system "${system}", so nothing is emptied: ${question}There are ${names.sort().join(", ")}`,
    );
  }
  if (!existsSync(dataFolderOf(workFolder, stack))) return `nothing of the stack "${stack}" is kept`;
  const program = { folder, stack, config: { ...config, systems: [system] } };
  const prepared = buildServed(program);
  prepared.catch(() => {});
  const cloud = await start(program, {
    ...{ port: 0, workFolder, keep: true, atRest: true, report: silentReport, prepared },
  }).catch((error: unknown) => {
    if (error instanceof WorkFolderInUse) throw error;
    throw new Error(
      `what belongs to "${system}" is not known, so nothing is emptied: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  try {
    const deleted = await cloud.deleteSection(system);
    return `emptied what ${system} kept in the stack "${stack}" (${deleted.length} resources); all else stays, its snapshots as well`;
  } finally {
    await cloud.stop();
  }
}

/** The command, with its options. */
export function program(): Command {
  return new Command(calledAs("reset"))
    .description(
      "Empties what a stack keeps over stops, or what one of its systems does. docs/local-data.md says more.",
    )
    .argument("[system]", "the system whose data goes; without it, all of the stack's")
    .option("--stack <name>", "whose data", "local")
    .option(...JSON_OPTION)
    .addHelpText("after", `\nExample:\n  ${calledAs("reset")} webhooks`)
    .allowExcessArguments(false)
    .action(empty);
}

async function empty(system: string | undefined, { stack, json = false }: { stack: string; json?: boolean }) {
  const workFolder = projectWorkFolder();
  const line =
    system === undefined
      ? await reset(workFolder, stack)
      : await resetSystem({ folder: projectFolder(), stack }, workFolder, system);
  const { print, result } = outletOf(json);
  print(line);
  result({ stack, ...(system !== undefined && { system }), outcome: line });
}
