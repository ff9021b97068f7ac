import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import type { CloudForPulumi } from "../local/cloudForPulumi";
import { engineEnvironment } from "./engineEnvironment";
import { aborted, interruption } from "./interruption";
import { createTerminal } from "./terminal";

const DEFAULT_PORT = 4510;
const MAX_PORT = 65_535;

async function main(): Promise<void> {
  const { port } = readOptions(process.argv.slice(2));
  const terminal = createTerminal(process.stdout);
  const workFolder = path.join(process.cwd(), ".sluice");
  const stopped = aborted(interruption());

  const { startForPulumi } = require("../local/cloudForPulumi") as typeof import("../local/cloudForPulumi");
  const cloud = await startForPulumi({ port, workFolder, report: terminal.report });
  try {
    welcome(cloud, workFolder, terminal.print);
    terminal.print(terminal.colors.green("ready"));
    await stopped;
    terminal.print("stopping");
  } finally {
    await cloud.stop();
  }
}

function readOptions(args: readonly string[]): { port: number } {
  return new Command("npm run cloud --")
    .description("Runs the local cloud alone, for the Pulumi CLI to deploy into: docs/pulumi-engine.md.")
    .option("--port <number>", "port of the local cloud; 0 takes any free one", portNumber, DEFAULT_PORT)
    .allowExcessArguments(false)
    .parse([...args], { from: "user" })
    .opts<{ port: number }>();
}

function portNumber(text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= MAX_PORT) return value;
  throw new InvalidArgumentError(`It must be a port from 0 to ${MAX_PORT}.`);
}

function welcome(cloud: CloudForPulumi, workFolder: string, print: (text: string) => void): void {
  print(`\nThe local cloud is at ${cloud.services.edgeUrl} and keeps nothing when it ends. In another terminal:\n`);
  print("  unset AWS_PROFILE AWS_DEFAULT_PROFILE");
  for (const [name, value] of Object.entries(engineEnvironment(cloud, workFolder))) {
    print(`  export ${name}=${quoted(value)}`);
  }
  print("\n  pulumi stack select --create local");
  print("  pulumi up\n");
}

/** Quotes a text so that a POSIX shell reads it back. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
