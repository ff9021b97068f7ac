import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";
import { findPulumiCli } from "./pulumiCli";

/*
 * `npm run test:engine`: every system under Pulumi's own engine. It has a process of its own, because Pulumi's mocks, once a
 * test has set them, stay for a whole process.
 */
const SYSTEMS = ["eventAggregator"];
const LIMIT_MS = 120_000;
const artifacts = path.join(__dirname, "..", "..", ".sluice", "engine");

async function main(): Promise<number> {
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const cli = await findPulumiCli(say);
  if ("tried" in cli) {
    say("SKIPPED: there is no Pulumi CLI, and none could be built.");
    for (const attempt of cli.tried) say(`  ${attempt}`);
    say("Install it (https://www.pulumi.com/docs/install), set PULUMI_ROOT to the folder with its bin, or install Go.");
    return 0;
  }
  say(`Pulumi ${cli.version} from ${cli.origin}; its output goes to ${path.relative(process.cwd(), artifacts)}`);
  if (cli.root !== undefined) process.env.PULUMI_ROOT = cli.root;
  rmSync(artifacts, { recursive: true, force: true });
  mkdirSync(artifacts, { recursive: true });

  // The steps of a system build on each other: after a failure, the next ones have nothing to say.
  const mocha = new Mocha({ timeout: LIMIT_MS, bail: true, forbidOnly: true, forbidPending: true, reporter: "spec" });
  for (const system of SYSTEMS) mocha.addFile(path.join(__dirname, `${system}.ts`));
  return new Promise((resolve) => mocha.run(resolve));
}

main().then(
  (failures) => process.exit(failures === 0 ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
