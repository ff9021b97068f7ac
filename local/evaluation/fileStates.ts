import { createHash } from "node:crypto";
import { statSync } from "node:fs";

/** A text that changes with the files, by their times and sizes: for packages, whose files are written when they are installed. */
export function stateOfFiles(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) {
    const status = statSync(file, { throwIfNoEntry: false });
    hash.update(`${file} ${status?.mtimeMs} ${status?.size}\n`);
  }
  return hash.digest("hex");
}
