import { spawn } from "node:child_process";
import { once } from "node:events";
import { Command } from "commander";
import { awsEnvironment } from "./awsEnvironment";
import { calledAs } from "./calledAs";
import { readLocalAccess } from "./localAccess";
import { projectWorkFolder } from "./projectFolder";

const INSTALL = "install the AWS CLI (https://docs.aws.amazon.com/cli, or pip install awscli)";

/** The command, which hands on all that it is given, options as well. */
export function program(): Command {
  return new Command(calledAs("aws"))
    .description("Runs the AWS CLI against what runs here; options and all are its own.")
    .argument("[arguments...]", "of the AWS CLI")
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action(aws);
}

/** Runs the AWS CLI with its arguments, whatever they are, against the local cloud that runs here; ends with its exit code. */
async function aws(args: readonly string[]): Promise<void> {
  if (args.length === 0) {
    throw new Error(`say which AWS CLI command to run, such as ${calledAs("aws")} sqs list-queues`);
  }
  const access = readLocalAccess(projectWorkFolder());
  // The environment's own profile would win over the credentials.
  const { AWS_PROFILE: _, AWS_DEFAULT_PROFILE: __, ...environment } = process.env;
  const env = { ...environment, ...awsEnvironment(access), AWS_PAGER: "" };
  // Version 1 of the AWS CLI goes to AWS's queues whatever the environment says.
  const child = spawn("aws", ["--endpoint-url", access.endpoint, ...args], { env, stdio: "inherit" });
  // Ctrl-C is the child's; this process ends with it.
  process.on("SIGINT", () => {});
  const [code, signal] = (await once(child, "exit").catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT" ? new Error(`there is no command "aws" on the PATH: ${INSTALL}`) : error;
  })) as [number | null, NodeJS.Signals | null];
  process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
}
