import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import {
  buildState,
  builtFolder,
  digestOfSources,
  hasSources,
  PORTAL_FOLDER,
  STAMP,
} from "../components/cardPortal/webBuild";
import type { Program } from "../local/cloud";
import type { ProgramSettings } from "../local/evaluation/protocol";
import { readSettings } from "../local/evaluation/settings";
import { calledAs, callOf } from "./calledAs";
import { JSON_OPTION, outletOf } from "./outlet";
import { projectFolder } from "./projectFolder";

export interface BuildOptions {
  /** Ends the build when it aborts. */
  signal?: AbortSignal;
}

/** The system whose component serves the pages. */
const SYSTEM = "access-cards";

/** Tells whether a program, as it is configured, serves the portal's pages. A wrong setting is the program's own to report. */
export function servesPortal({ project, config }: Pick<ProgramSettings, "project" | "config">): boolean {
  return (config[`${project}:systems`] ?? "").includes(JSON.stringify(SYSTEM));
}

/**
 * Builds the portal's pages where a program, as it is configured, serves them.
 * @returns whether there was anything to do
 * @throws SettingsError, BuildError
 */
export async function buildServed({ folder, stack, config }: Program, options: BuildOptions = {}): Promise<boolean> {
  return servesPortal(readSettings(folder, stack, config)) && buildPortal(folder, options);
}

/** A build of the portal's pages that failed: what Vite printed. */
export class BuildError extends Error {
  override readonly name = "BuildError";
}

/**
 * Builds the portal's pages, unless those that are there are of the sources as they are now.
 *
 * They are built beside and moved into place, so that nobody ever sees half of them, and stamped with the digest of their sources.
 *
 * @returns whether there was anything to do: not in a project that has the pages from a package
 * @throws BuildError with what Vite printed
 */
export async function buildPortal(project: string, options: BuildOptions = {}): Promise<boolean> {
  if (!hasSources(project) || buildState(project) === "fresh") return false;
  const beside = path.join(project, ".cache", `portal-${process.pid}`);
  // Taken before the build: an edit meanwhile makes the build stale.
  const digest = digestOfSources(project);
  try {
    mkdirSync(path.dirname(beside), { recursive: true });
    await runVite(project, beside, options);
    writeFileSync(path.join(beside, STAMP), `${digest}\n`);
    moveIntoPlace(project, beside);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
  return true;
}

/** Another process may have built the same meanwhile: then its pages stay. */
function moveIntoPlace(project: string, beside: string): void {
  if (buildState(project) === "fresh") return;
  const built = builtFolder(project);
  rmSync(built, { recursive: true, force: true });
  try {
    renameSync(beside, built);
  } catch (error) {
    if (buildState(project) !== "fresh") throw error;
  }
}

/** A file that is inlined as a `data:` URL would need a weaker content security policy. */
const FLAGS = ["--base", "./", "--emptyOutDir", "--assetsInlineLimit", "0", "--logLevel", "warn"];

async function runVite(project: string, outDir: string, { signal }: BuildOptions): Promise<void> {
  const vite = path.join(path.dirname(require.resolve("vite/package.json")), "bin", "vite.js");
  const child = spawn(process.execPath, [vite, "build", PORTAL_FOLDER, "--outDir", outDir, ...FLAGS], {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
    ...(signal && { signal }),
  });
  const { code, printed } = await ended(child);
  if (code !== 0) throw new BuildError(`the portal's pages cannot be built:\n${printed.trim()}`);
}

function ended(child: ChildProcess): Promise<{ code: number | null; printed: string }> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const take = (chunk: Buffer) => {
      printed += chunk.toString();
    };
    child.stdout?.on("data", take);
    child.stderr?.on("data", take);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, printed }));
  });
}

/** The command `build`, which has no arguments. */
export function program(): Command {
  return new Command(calledAs("build"))
    .description("Builds the portal's pages, unless those that are there are of their sources.")
    .option(...JSON_OPTION)
    .addHelpText("after", `\nExample:\n  ${callOf("build")}`)
    .allowExcessArguments(false)
    .action(async ({ json = false }: { json?: boolean }) => {
      const { print, result } = outletOf(json);
      const built = await buildPortal(projectFolder());
      print(built ? `built ${PORTAL_FOLDER}/dist` : "the portal's pages are up to date");
      result({ built });
    });
}
