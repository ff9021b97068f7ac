import { copyFile, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import path from "node:path";

/**
 * Copies the template to a file that belongs to this process alone, and removes what processes that were killed left behind. Another
 * start in the same work folder, even one that is about to fail because the port is in use, does not touch this one's tables.
 */
export async function createDatabaseFile(template: string, workFolder: string): Promise<string> {
  const parent = path.join(workFolder, "dynamodb");
  await mkdir(parent, { recursive: true });
  for (const entry of await readdir(parent)) {
    if (!isRunning(Number.parseInt(entry, 10))) await rm(path.join(parent, entry), { recursive: true, force: true });
  }
  const file = path.join(await mkdtemp(path.join(parent, `${process.pid}-`)), "tables.db");
  await copyFile(template, file);
  return file;
}

/** Removes a file made by {@link createDatabaseFile}, with the logs beside it. */
export async function removeDatabaseFile(file: string): Promise<void> {
  await rm(path.dirname(file), { recursive: true, force: true });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process runs too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
