import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { PORTAL_FOLDER } from "../components/cardPortal/webBuild";
import { tellsUsers } from "../local/base/peerUser";
import type { CloudForPulumi } from "../local/cloudForPulumi";
import type { HttpsFront } from "../local/edge/httpsFront";
import { PROVIDERS } from "../local/provider/packages";
import { removeEnvironment } from "./awsEnvironment";
import { buildPortal } from "./build";
import { calledAs } from "./calledAs";
import { writeEngineEnvironment } from "./engineEnvironment";
import { removeHttpsFiles, writeHttpsFiles } from "./httpsFiles";
import { aborted, interruption } from "./interruption";
import { accessOf, removeLocalAccess, writeLocalAccess } from "./localAccess";
import { projectFolder, projectWorkFolder } from "./projectFolder";
import { createTerminal, type Terminal } from "./terminal";

const DEFAULT_PORT = 4510;
/** The providers, and HTTPS, take the ports after the local cloud's own. */
const MAX_PORT = 65_535 - PROVIDERS.length - 1;

const OPEN_TO_OTHERS =
  "this system does not say whose a connection is, so other users of this machine can use them, too: share it with nobody while this runs";

interface Options {
  port: number;
  https?: true;
  json?: boolean;
}

/** Runs the local cloud until it is interrupted. */
async function run({ port, https, json = false }: Options): Promise<void> {
  const terminal = createTerminal(process.stdout, { json });
  const folder = projectFolder();
  const workFolder = projectWorkFolder();
  const stopped = aborted(interruption());

  const { startForPulumi } = require("../local/cloudForPulumi") as typeof import("../local/cloudForPulumi");
  const cloud = await startForPulumi({ port, workFolder, report: terminal.report });
  let front: HttpsFront | undefined;
  try {
    writeLocalAccess(workFolder, cloud.services);
    if (https) front = await startFront(cloud, port);
    const httpsVariables = front && writeHttpsFiles(workFolder, front, accessOf(cloud.services));
    const environmentFile = writeEngineEnvironment(cloud, workFolder, httpsVariables);
    await buildPages(folder, terminal);
    if (!json) welcome(cloud, environmentFile, terminal.print);
    if (front)
      terminal.print(
        `AWS's SDKs, the CLI and suites made for AWS: ${front.url}, by the same file or by .sluice/https\n`,
      );
    if (!tellsUsers()) terminal.report.warn("providers", OPEN_TO_OTHERS);
    if (json) terminal.event({ type: "ready", address: cloud.services.edgeUrl, environmentFile });
    else terminal.print(terminal.colors.green("ready"));
    await stopped;
    terminal.print("stopping");
  } finally {
    removeEnvironment(workFolder);
    removeLocalAccess(workFolder);
    removeHttpsFiles(workFolder);
    await front?.stop();
    await cloud.stop();
  }
}

/** HTTPS takes the port after those of the providers. */
function startFront({ services }: CloudForPulumi, port: number): Promise<HttpsFront> {
  const { startHttpsFront } = require("../local/edge/httpsFront") as typeof import("../local/edge/httpsFront");
  return startHttpsFront(services.edgeUrl, port === 0 ? 0 : port + PROVIDERS.length + 1);
}

/** The command, with its options. */
export function program(): Command {
  return new Command(calledAs("cloud"))
    .description("Runs the local cloud alone, for the Pulumi CLI to deploy into: docs/pulumi-engine.md.")
    .option(
      "--port <number>",
      `port of the local cloud, with the next ${PROVIDERS.length} for Pulumi; 0 takes any free ones`,
      portNumber,
      DEFAULT_PORT,
    )
    .option(
      "--https",
      "HTTPS as well, on the port after those: for boto3, Terraform and suites that speak nothing else",
    )
    .option("--json", "an object for each line")
    .addHelpText("after", `\nExample:\n  ${calledAs("cloud")} --port 5520`)
    .allowExcessArguments(false)
    .action(run);
}

function portNumber(text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= MAX_PORT) return value;
  throw new InvalidArgumentError(`It must be a port from 0 to ${MAX_PORT}.`);
}

/** Builds the portal's pages here, where the project has them: a deployment asks for them, and late. */
async function buildPages(folder: string, { print, colors }: Terminal): Promise<void> {
  if (await buildPortal(folder)) print(colors.dim(`built ${PORTAL_FOLDER}`));
}

function welcome(cloud: CloudForPulumi, environmentFile: string, print: (text: string) => void): void {
  print(`\nThe local cloud is at ${cloud.services.edgeUrl} and keeps nothing when it ends. In another terminal:\n`);
  print(`  . ${path.relative(process.cwd(), environmentFile)}`);
  print("  pulumi stack select --create local");
  print("  pulumi up\n");
  print("The file has Pulumi write its state at the end of a deployment only: docs/pulumi-engine.md says why.\n");
}
