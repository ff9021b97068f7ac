import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { buildPortal } from "../cli/build";
import { checks } from "./checks";
import { TIMES_VARIABLE, timesTable } from "./support/fileTimes";
import { testFiles } from "./testFiles";

/*
 * `npm test`: the checks and all tests, side by side.
 * `npm run test:quick`: the checks and those tests that start nothing: no cloud, no server, no process.
 * `npm test -- bursts sqs`: the tests in files with either text in their paths, and no checks. What begins with a dash goes to
 * mocha: `npm test -- bursts --grep="stores a burst"`. With `--times`, the files that took longest are named at the end.
 *
 * The files are named to mocha here, because it adds those that a command line names to those of its configuration.
 */
const ROOT = path.join(__dirname, "..");
/** For mocha's processes, which make much that is soon forgotten: a larger young generation (megabytes) saves a tenth of their time. */
const NODE_OPTIONS = ["--max-semi-space-size=64"];
/** Workers of mocha: more than processors, because tests of systems wait for them; no more, because each loads Pulumi. */
const JOBS = Math.min(2 * availableParallelism() + 1, 8);
const MOCHA = path.join(ROOT, "node_modules", "mocha", "bin", "mocha.js");

async function main(args: readonly string[]): Promise<boolean> {
  const isQuick = args.includes("--quick");
  const isTimed = args.includes("--times");
  const options = args.filter((arg) => arg.startsWith("-") && arg !== "--quick" && arg !== "--times");
  const patterns = args.filter((arg) => !arg.startsWith("-"));
  const files = testFiles(ROOT)
    .filter(({ starts }) => !isQuick || starts === "nothing")
    .map((file) => file.path)
    .filter((file) => patterns.length === 0 || patterns.some((text) => file.includes(text)));
  if (files.length === 0) throw new Error(`no test file has ${patterns.join(" or ")} in its path`);

  const run = isTimed ? timedMocha : mocha;
  const [checked, passed] = await Promise.all([patterns.length > 0 || checks(), run(options, files)]);
  if (!checked) process.stderr.write("the checks have failed: see above, or run `npm run check`\n");
  return checked && passed;
}

async function mocha(options: readonly string[], files: readonly string[]): Promise<boolean> {
  await buildPortal(ROOT);
  const child = spawn(process.execPath, [...NODE_OPTIONS, MOCHA, `--jobs=${JOBS}`, ...options, ...files], {
    cwd: ROOT,
    stdio: "inherit",
  });
  const [code] = (await once(child, "exit")) as [number | null];
  return code === 0;
}

async function timedMocha(options: readonly string[], files: readonly string[]): Promise<boolean> {
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-times-"));
  const times = path.join(folder, "times.jsonl");
  process.env[TIMES_VARIABLE] = times;
  try {
    // The hook for TypeScript too: modules of a command line are required before those of the configuration.
    const required = ["./local/evaluation/typescript.cjs", "./tests/support/fileTimes.ts"];
    const passed = await mocha([...options, ...required.flatMap((file) => ["--require", file])], files);
    if (existsSync(times)) process.stdout.write(`${timesTable(times)}\n`);
    return passed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).then(
  (passed) => process.exit(passed ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
