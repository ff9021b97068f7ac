import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Writes files into a folder that is named after their content, so that equal code is one folder and a folder, once there, never changes.
 * @param files by path within the folder
 * @param parent where such folders live
 */
export function storeCode(files: ReadonlyMap<string, Buffer>, parent: string): { codeFolder: string; sha256: string } {
  const sha256 = hashOf(files);
  const codeFolder = path.join(parent, sha256);
  if (!existsSync(codeFolder)) {
    const partial = `${codeFolder}.${process.pid}`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    for (const [name, content] of files) {
      const file = path.join(partial, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    renameSync(partial, codeFolder);
  }
  return { codeFolder, sha256 };
}

/** @throws Error for a name that would be written outside of the folder */
export function joinedInside(parent: string, child: string): string {
  const name = path.posix.join(parent, child);
  if (name.startsWith("..") || path.isAbsolute(name)) throw new Error(`the archive has a file outside of it: ${name}`);
  return name;
}

function hashOf(files: ReadonlyMap<string, Buffer>): string {
  const hash = createHash("sha256");
  for (const [name, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}
