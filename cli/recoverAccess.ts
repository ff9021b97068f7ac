import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline/promises";
import { EC2Client } from "@aws-sdk/client-ec2";
import { SSMClient } from "@aws-sdk/client-ssm";
import { Command, Option } from "commander";
import { systemClock } from "../local/base/clock";
import { calledAs } from "./calledAs";
import { interruption } from "./interruption";
import { JSON_OPTION, outletOf } from "./outlet";
import { projectWorkFolder } from "./projectFolder";
import { bastionOf } from "./recoverAccess/bastion";
import { Machine } from "./recoverAccess/machine";
import { prove } from "./recoverAccess/proof";
import { readPublicKey } from "./recoverAccess/publicKey";
import { type Backup, recover } from "./recoverAccess/recover";

interface Options {
  publicKey: string;
  identity?: string;
  oldIdentity?: string;
  dryRun?: boolean;
  yes?: boolean;
  stop?: boolean;
  stack?: string;
  json?: boolean;
}

const WORK_FOLDER = projectWorkFolder();

/** The command, with its options. */
export function program(): Command {
  return new Command(calledAs("recover-access"))
    .description("Lets a new key into a bastion whose key is lost, and no other: docs/bastion-access-recovery.md.")
    .argument("<system>", "such as bastion")
    .requiredOption("--public-key <file>", "the key to let in, such as ~/.ssh/id_ed25519.pub")
    .option(
      "--identity <file>",
      "its private key, to prove that it works (default: the file without .pub, or an agent)",
    )
    .option("--old-identity <file>", "the key that is to be refused (default: the one among the outputs)")
    .option("--dry-run", "changes nothing: says what would be done")
    .option("--yes", "does not ask before it stops the bastion")
    .option("--stop", "takes the way over a stop, though Systems Manager hears of the agent")
    .addOption(new Option("--stack <name>", "a deployed stack, with the AWS credentials of this shell"))
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      `\nExample:\n  ${calledAs("recover-access")} bastion --public-key ~/.ssh/id_ed25519.pub --dry-run`,
    )
    .showHelpAfterError(`(${calledAs("recover-access")} --help lists the options)`)
    .allowExcessArguments(false)
    .action(run);
}

async function run(system: string, options: Options): Promise<void> {
  const key = readPublicKey(options.publicKey);
  const { instanceId, target, privateKey, client } = await bastionOf(system, options.stack, WORK_FOLDER);
  const signal = interruption();
  const dependencies = { ec2: new EC2Client(client), ssm: new SSMClient(client), clock: systemClock, signal };
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-key-"));
  const outlet = outletOf(options.json);
  const lines: string[] = [];
  const print = (line: string) => {
    lines.push(line);
    outlet.print(line);
  };
  try {
    const proof = {
      target,
      identityFile: options.identity ?? identityBeside(options.publicKey),
      oldIdentityFile: options.oldIdentity ?? written(folder, privateKey),
      ...{ print, clock: systemClock, signal },
    };
    await recover({
      instanceId,
      machine: new Machine(instanceId, dependencies),
      key,
      stops: options.stop ?? false,
      dryRun: options.dryRun ?? false,
      print,
      confirm: options.yes ? async () => true : ask,
      prove: (state) => prove(proof, state),
      backup: backupOf(instanceId),
    });
    outlet.result({ system, instanceId, dryRun: options.dryRun ?? false, lines });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    dependencies.ec2.destroy();
    dependencies.ssm.destroy();
  }
}

/** `ssh` takes a public key for the one that an agent holds. */
function identityBeside(publicKey: string): string {
  const beside = publicKey.replace(/\.pub$/, "");
  return existsSync(beside) ? beside : publicKey;
}

function written(folder: string, privateKey: string | undefined): string | undefined {
  if (privateKey === undefined) return undefined;
  const file = path.join(folder, "old");
  writeFileSync(file, privateKey, { mode: 0o600 });
  return file;
}

/** @throws Error where there is nobody to ask */
async function ask(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error("nothing was changed: there is nobody to ask, so a stop takes --yes");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

function backupOf(instanceId: string): Backup {
  const place = path.join(WORK_FOLDER, `user-data-of-${instanceId}`);
  return {
    place,
    read: () => (existsSync(place) ? readFileSync(place, "utf8") : undefined),
    write(userData) {
      mkdirSync(WORK_FOLDER, { recursive: true });
      writeFileSync(place, userData, { mode: 0o600 });
    },
    remove: () => rmSync(place, { force: true }),
  };
}
