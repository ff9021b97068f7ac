import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isAlive } from "./isAlive";

/** Where what is made once for all stacks is kept, a folder each: templates of databases, transpiled files, bundles. */
export const { CACHE_FOLDER } = require("./cacheFolder.cjs") as { CACHE_FOLDER: string };

/** Another local cloud runs over the same folder. */
export class WorkFolderInUse extends Error {
  override readonly name = "WorkFolderInUse";
}

/**
 * Takes `.sluice/` for this process: two local clouds over one folder would overwrite each other's tables.
 *
 * @returns gives the folder back
 * @throws WorkFolderInUse while the process that took it lives; one that was killed has lost it
 */
export function claimWorkFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "running.pid");
  const own = `${file}.${process.pid}`;
  for (;;) {
    // Written beside and linked, so that nobody finds the file without its content.
    writeFileSync(own, String(process.pid));
    try {
      linkSync(own, file);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (!isExisting(error)) throw error;
    } finally {
      rmSync(own, { force: true });
    }
    const owner = Number(readFileSync(file, "utf8"));
    if (isAlive(owner)) {
      throw new WorkFolderInUse(
        `a local cloud already runs over ${folder} (process ${owner}): stop it first, by Ctrl-C in its terminal or kill ${owner}`,
      );
    }
    rmSync(file, { force: true });
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}
