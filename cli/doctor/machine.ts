import { createServer } from "node:net";
import { findBinary } from "../../local/services/dynamodb/binary";
import { findBinaries } from "../../local/services/rds/binaries";
import { chromiumPath } from "./browser";
import type { Check } from "./check";

/** Lines of Node.js with long-term support that are tested (tests/smoke/run.ts), and the newest. */
const TESTED = [20, 22, 24, 26];
const LEAST_MEMORY = 512 * 1024 * 1024;

/** @param version such as `"20.19.0"` */
export function nodeCheck(version: string): Check {
  const major = Number.parseInt(version, 10);
  const found = `${version}, tested with ${TESTED.join(", ")}`;
  if (major === TESTED[0]) {
    const mend = "Node.js 22 or newer, by January 2027: from then on the AWS SDK's new versions ask for it";
    return { name: "Node.js", state: "note", found, mend };
  }
  if (TESTED.includes(major)) return { name: "Node.js", state: "ok", found };
  return { name: "Node.js", state: "note", found, mend: `one of them, should anything be strange (nodejs.org)` };
}

/** Looks for what npm installs for one operating system and processor alone. @param platform such as `"linux-x64"` */
export async function binaryChecks(platform: string): Promise<readonly Check[]> {
  const [dynamodb, postgres] = await Promise.allSettled([
    (async () => `dynoxide ${findBinary(platform).version}`)(),
    findBinaries(platform).then(({ version }) => `PostgreSQL ${version}`),
  ]);
  return [checkOf("DynamoDB", dynamodb), checkOf("RDS", postgres), bundlerCheck()];
}

function checkOf(name: string, looked: PromiseSettledResult<string>): Check {
  if (looked.status === "fulfilled") return { name, state: "ok", found: looked.value };
  const [found = "", ...mend] = (looked.reason as Error).message.split(/(?<=\.) (?=[A-Z])/);
  return { name, state: "problem", found, ...(mend.length > 0 && { mend: mend.join(" ") }) };
}

/** esbuild bundles handlers, and has a binary for each platform as well. */
function bundlerCheck(): Check {
  try {
    const { transformSync, version } = require("esbuild") as typeof import("esbuild");
    transformSync("1");
    return { name: "bundler", state: "ok", found: `esbuild ${version}` };
  } catch (error) {
    const found = `esbuild does not run: ${(error as Error).message.trim().split("\n")[0]}`;
    return { name: "bundler", state: "problem", found, mend: "install the packages again on this machine" };
  }
}

/** @param owner the address of the local cloud that runs for this project, and its process */
export async function portCheck(port: number, owner?: { address: string; pid: number }): Promise<Check> {
  if (await isFree(port)) return { name: "port", state: "ok", found: `${port} is free` };
  if (owner !== undefined && new URL(owner.address).port === String(port)) {
    return { name: "port", state: "ok", found: `${port} is this project's own local cloud (process ${owner.pid})` };
  }
  const mend = "end what listens there, or start with another one: --port 5520";
  return { name: "port", state: "problem", found: `${port} is in use`, mend };
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/**
 * A note and no problem: what the system would free for a start is left out on macOS by older versions of Node.js, and in a container with a
 * limit wherever files were read (libuv, issue 3897; Linux kernel, "Control Group v2", `memory.current`).
 * @param bytes memory that a new process can have, as Node.js says
 */
export function memoryCheck(bytes: number): Check {
  const found = `${Math.round(bytes / 1024 / 1024)} MB to be had`;
  if (bytes >= LEAST_MEMORY) return { name: "memory", state: "ok", found };
  const mend = "close something, or run fewer systems at a time, should a start be slow or killed";
  return { name: "memory", state: "note", found, mend };
}

export function browserCheck(environment: NodeJS.ProcessEnv): Check {
  const found = chromiumPath(environment);
  if (found !== undefined) return { name: "browser", state: "ok", found };
  return {
    name: "browser",
    state: "note",
    found: "no Chromium was found, which tests of pages use; the console opens in any browser",
    mend: "install Chromium, or name it in the variable CHROMIUM",
  };
}
