import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

/** The project that this file belongs to. */
const PROJECT = path.join(__dirname, "..", "..");

/** The folder of the pages' sources, from the project's folder. */
export const PORTAL_FOLDER = "web/portal";

/** The name of the built pages' folder, in that of their sources. */
export const BUILT = "dist";

/** A file among the built pages that is not served: the digest of what they were built from. */
export const STAMP = ".sources";

/** The folder of what the portal's pages share with others. */
const SHARED_FOLDER = "web/shared";

/** Files that change the built pages besides their sources: the packages that go into them, and the build itself. */
const INGREDIENTS = ["package-lock.json", "cli/build.ts"];

export type BuildState = "fresh" | "stale" | "missing";

/** The SHA-256, in hex, of all that the portal's pages are built from: names and contents of files. */
export function digestOfSources(project: string = PROJECT): string {
  const hash = createHash("sha256");
  const files = [PORTAL_FOLDER, SHARED_FOLDER]
    .filter((folder) => existsSync(path.join(project, folder)))
    .flatMap((folder) => filesBelow(path.join(project, folder)).map((file) => `${folder}/${file}`));
  for (const file of [...files, ...INGREDIENTS]) {
    const content = path.join(project, file);
    if (!existsSync(content)) continue;
    hash.update(`${file}\0${createHash("sha256").update(readFileSync(content)).digest("hex")}\n`);
  }
  return hash.digest("hex");
}

/** Tells whether the built pages are there, and are those of the sources as they are now. A package has the pages alone. */
export function buildState(project: string = PROJECT): BuildState {
  const stamp = path.join(builtFolder(project), STAMP);
  if (!existsSync(stamp)) return "missing";
  if (!hasSources(project)) return "fresh";
  return readFileSync(stamp, "utf8").trim() === digestOfSources(project) ? "fresh" : "stale";
}

/** Tells whether a project has the pages' sources, so that they can be built. */
export function hasSources(project: string): boolean {
  return existsSync(path.join(project, PORTAL_FOLDER, "index.html"));
}

/** Absolute path of the folder with the built pages. */
export function builtFolder(project: string = PROJECT): string {
  return path.join(project, PORTAL_FOLDER, BUILT);
}

/** Paths from a folder, with `/`, sorted; without built pages, and without hidden files such as an editor's. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .filter((file) => !file.startsWith(`${BUILT}/`) && !file.split("/").some((part) => part.startsWith(".")))
    .sort();
}
