import { accessSync, chmodSync, constants, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** The server's executable and its version, as installed by npm for this platform. */
export interface Binary {
  path: string;
  version: string;
}

const PLATFORMS = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "win32-x64"];

/**
 * Finds dynoxide, which npm installs as an optional dependency that matches the operating system and processor.
 *
 * @param platform `"linux-x64"` and the like
 * @throws Error that says what to install
 */
export function findBinary(platform = `${process.platform}-${process.arch}`): Binary {
  if (!PLATFORMS.includes(platform)) {
    throw new Error(
      `The local DynamoDB (dynoxide) has no build for ${platform}; it has: ${PLATFORMS.join(", ")}. Run the local cloud on one of those.`,
    );
  }
  let manifest: string;
  try {
    manifest = createRequire(__filename).resolve(`@dynoxide/${platform}/package.json`);
  } catch {
    throw new Error(
      `The local DynamoDB needs the package @dynoxide/${platform}, which is not installed. ` +
        "It is an optional dependency: run `npm ci` without --omit=optional on this machine " +
        "(a node_modules folder copied from another platform holds that platform's build).",
    );
  }
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const file = path.join(path.dirname(manifest), platform.startsWith("win32") ? "dynoxide.exe" : "dynoxide");
  makeExecutable(file);
  return { path: file, version };
}

/** npm keeps the executable bit; some caches and file systems that a node_modules folder travels through do not. */
function makeExecutable(file: string): void {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    try {
      chmodSync(file, 0o755);
    } catch (cause) {
      throw new Error(`The local DynamoDB cannot run ${file}: it is missing or not executable. Run \`npm ci\` again.`, {
        cause,
      });
    }
  }
}
