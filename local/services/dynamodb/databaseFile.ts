import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { chmod, copyFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { callOf } from "../../base/calledAs";
import type { DataFolder } from "../../base/dataFolder";
import { createOwnFolder } from "../../base/ownFolder";

const NAME = "tables.db";
const VERSION_FILE = "dynoxide";
const PRIVATE_FILE = 0o600;

/** The file with the tables of one local cloud. */
export interface DatabaseFile {
  readonly path: string;
  /** Call when no server uses it any more: removes it, with the logs beside it, unless it is kept. */
  release(): Promise<void>;
}

/** Copies the template to a file that belongs to this process alone. */
export async function createDatabaseFile(template: string, workFolder: string): Promise<DatabaseFile> {
  const folder = await createOwnFolder(path.join(workFolder, "dynamodb"));
  const file = path.join(folder, NAME);
  await copyFile(template, file);
  return { path: file, release: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * Opens the file that an earlier start has left, or copies the template to where it stays.
 *
 * @param version of dynoxide
 * @throws Error for the file of another version: nobody knows if this one reads it
 */
export async function keptDatabaseFile(template: string, data: DataFolder, version: string): Promise<DatabaseFile> {
  const folder = data.folder("dynamodb");
  const file = path.join(folder, NAME);
  const versionFile = path.join(folder, VERSION_FILE);
  const kept = { path: file, release: async () => {} };
  if (existsSync(file)) {
    const writer = existsSync(versionFile) ? readFileSync(versionFile, "utf8") : "an unknown version";
    if (writer === version) return kept;
    throw new Error(
      `the tables in ${folder} were written by dynoxide ${writer}, and this is ${version}: go back to that version, ` +
        `or empty them with ${callOf("reset")}`,
    );
  }
  writeFileSync(versionFile, version, { mode: PRIVATE_FILE });
  const draft = `${file}.new`;
  await copyFile(template, draft);
  await chmod(draft, PRIVATE_FILE);
  await rename(draft, file);
  return kept;
}
