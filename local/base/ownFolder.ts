import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { isAlive } from "./isAlive";

/**
 * Makes a folder below `parent` that belongs to this process alone, and removes those that processes which were killed left
 * behind. Another start over the same `parent`, even one that is about to fail, does not touch this one's files.
 */
export async function createOwnFolder(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  for (const entry of await readdir(parent)) {
    const owner = Number.parseInt(entry, 10);
    if (Number.isNaN(owner) || isAlive(owner)) continue;
    await rm(path.join(parent, entry), { recursive: true, force: true });
  }
  return mkdtemp(path.join(parent, `${process.pid}-`));
}
