import { existsSync } from "node:fs";
import path from "node:path";

/**
 * Finds the Pulumi project that a command or a test is about: the nearest folder upwards with a `Pulumi.yaml`, as the Pulumi CLI does.
 * Source: "Pulumi project file" in Pulumi's reference.
 *
 * @returns the given folder where there is no project: whoever needs one says so
 */
export function projectFolder(from = process.cwd()): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (existsSync(projectFileIn(folder))) return folder;
    if (folder === path.dirname(folder)) return from;
  }
}

/** The project's file, or where it should be. Pulumi takes both endings, `.yaml` first. */
export function projectFileIn(folder: string): string {
  const [yaml = "", yml = ""] = ["Pulumi.yaml", "Pulumi.yml"].map((name) => path.join(folder, name));
  return !existsSync(yaml) && existsSync(yml) ? yml : yaml;
}
