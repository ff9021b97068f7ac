import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { findPulumiCli } from "./pulumiCli";

/*
 * `npm run test:engine`: every system under Pulumi's own engine. The tests have a process of their own, because Pulumi's mocks,
 * once a test has set them, stay for a whole process.
 */
const root = path.join(__dirname, "..", "..");
const artifacts = path.join(root, ".sluice", "engine");
const mocha = [path.join(root, "node_modules", "mocha", "bin", "mocha.js"), "--config", "tests/engine/mocharc.json"];

async function main(): Promise<number> {
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const cli = await findPulumiCli(say);
  if ("tried" in cli) {
    say("SKIPPED: there is no Pulumi CLI, and none could be built.");
    for (const attempt of cli.tried) say(`  ${attempt}`);
    say("Install it (https://www.pulumi.com/docs/install), set PULUMI_ROOT to the folder with its bin, or install Go.");
    return 0;
  }
  say(`Pulumi ${cli.version} from ${cli.origin}; what it says goes to ${path.relative(process.cwd(), artifacts)}`);
  rmSync(artifacts, { recursive: true, force: true });
  mkdirSync(artifacts, { recursive: true });

  const env = { ...process.env, ...(cli.root !== undefined && { PULUMI_ROOT: cli.root }) };
  const child = spawn(process.execPath, mocha, { cwd: root, env, stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
