import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Writes a file that holds secrets, for this user's eyes only. It is written beside and renamed, so that nobody reads half of it.
 *
 * @param file absolute path; its folder is made where there is none
 */
export function writePrivateFile(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const partial = `${file}.partial`;
  // A file that was left there would keep its own mode.
  rmSync(partial, { force: true });
  writeFileSync(partial, text, { mode: 0o600 });
  renameSync(partial, file);
}
