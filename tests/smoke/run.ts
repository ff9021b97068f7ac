import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/*
 * `npm run smoke [-- 22 24]`: one system under each of the Node.js versions that are supported, which npm's packages of Node.js carry. They
 * are kept in .cache/node.
 */
const ROOT = path.join(__dirname, "..", "..");
/** The oldest that package.json allows, and the newest of each later line with long-term support, or to have it. */
const VERSIONS = ["20.19", "22", "24", "26"];

/** Installs a Node.js, and returns its executable. No package's script runs: the platform's own package has it. */
function nodeOf(version: string): string {
  const platform = `node-${process.platform.replace("win32", "win")}-${process.arch}`;
  const folder = path.join(ROOT, ".cache", "node", version);
  const executable = path.join(
    folder,
    "node_modules",
    platform,
    "bin",
    process.platform === "win32" ? "node.exe" : "node",
  );
  if (existsSync(executable)) return executable;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{ "private": true }\n');
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"];
  execFileSync("npm", ["install", ...flags, `${platform}@${version}`], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return executable;
}

function isSound(version: string): boolean {
  const node = nodeOf(version);
  const hook = path.join(ROOT, "local", "evaluation", "typescript.cjs");
  const { status, stdout, stderr } = spawnSync(node, ["--require", hook, path.join(__dirname, "startOne.ts")], {
    cwd: ROOT,
    encoding: "utf8",
    timeout: 120_000,
  });
  const exact = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
  process.stdout.write(`Node.js ${exact}: ${status === 0 ? stdout : `FAILED\n${stdout}${stderr}\n`}`);
  return status === 0;
}

const chosen = process.argv.slice(2);
const results = (chosen.length > 0 ? chosen : VERSIONS).map(isSound);
process.exitCode = results.every((sound) => sound) ? 0 : 1;
