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
    if (["Pulumi.yaml", "Pulumi.yml"].some((name) => existsSync(path.join(folder, name)))) return folder;
    if (folder === path.dirname(folder)) return from;
  }
}
