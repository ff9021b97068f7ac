import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import path from "node:path";
import { buildPortal } from "../cli/build";

/*
 * `npm test`: the checks, then all tests.
 * `npm test -- bursts sqs`: the tests in files with either text in their paths. What begins with a dash goes to mocha:
 * `npm test -- bursts --grep="stores a burst"`.
 *
 * The files are named to mocha here, because it adds those that a command line names to those of its configuration.
 */
const ROOT = path.join(__dirname, "..");
const MOCHA = path.join(ROOT, "node_modules", "mocha", "bin", "mocha.js");

async function main(args: readonly string[]): Promise<number> {
  const options = args.filter((arg) => arg.startsWith("-"));
  const patterns = args.filter((arg) => !arg.startsWith("-"));
  const files = testFiles().filter((file) => patterns.length === 0 || patterns.some((text) => file.includes(text)));
  if (files.length === 0) throw new Error(`no test file has ${patterns.join(" or ")} in its path`);
  if (patterns.length === 0) {
    const code = await run("npm", ["run", "check"]);
    if (code !== 0) return code;
  }
  await buildPortal(ROOT);
  return run(process.execPath, [MOCHA, ...options, ...files]);
}

/** Every test file, from the project's folder. */
function testFiles(): string[] {
  return readdirSync(path.join(ROOT, "tests"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => path.join("tests", file))
    .sort();
}

async function run(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { cwd: ROOT, stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
