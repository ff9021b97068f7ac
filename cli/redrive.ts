import { SQSClient } from "@aws-sdk/client-sqs";
import { Command, Option } from "commander";
import { systemClock } from "../local/base/clock";
import { calledAs } from "./calledAs";
import { wholeNumber } from "./load/arguments";
import { outputsOf } from "./load/endpoint";
import { readLocalAccess } from "./localAccess";
import { projectWorkFolder } from "./projectFolder";
import { describeDeadLetters } from "./redrive/deadLetters";
import { moveDeadLetters } from "./redrive/move";
import { queuesOf, type RedriveQueues, regionOf } from "./redrive/queues";

interface RedriveOptions {
  dryRun?: boolean;
  stack?: string;
  rate?: number;
}

/** Messages a second: SQS's limit for a redrive. */
const MAX_RATE = 500;
const WORK_FOLDER = projectWorkFolder();

function program(): Command {
  return new Command(calledAs("redrive"))
    .description(
      "Moves the dead letters of a system back into its queue, here or deployed. It asks nothing: try --dry-run.",
    )
    .argument("<system>", "such as webhooks")
    .option("--dry-run", "moves nothing: shows how many there are, and some of them")
    .addOption(new Option("--stack <name>", "a deployed stack, with the AWS credentials of this shell"))
    .addOption(
      new Option("--rate <n>", "messages a second, at most; without it SQS decides").argParser(
        wholeNumber(1, MAX_RATE),
      ),
    )
    .showHelpAfterError(`(${calledAs("redrive")} --help lists the options)`)
    .allowExcessArguments(false)
    .action(redrive);
}

async function redrive(system: string, { dryRun, stack, rate }: RedriveOptions): Promise<void> {
  const name = system.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const queues = queuesOf(name, await outputsOf(name, stack === undefined ? {} : { stack }));
  const sqs = clientFor(queues, stack);
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  try {
    if (dryRun) {
      for (const line of await describeDeadLetters(sqs, queues, Date.now())) print(line);
      return;
    }
    const { left, failure } = await moveDeadLetters({ sqs, clock: systemClock, print }, queues, rate);
    process.exitCode = left === 0 && failure === undefined ? 0 : 1;
  } finally {
    sqs.destroy();
  }
}

function clientFor({ deadLetterQueueUrl }: RedriveQueues, stack: string | undefined): SQSClient {
  if (stack === undefined) return new SQSClient({ ...readLocalAccess(WORK_FOLDER) });
  const region = regionOf(deadLetterQueueUrl);
  return new SQSClient(region === undefined ? {} : { region });
}

/** Runs the command with its arguments. */
export async function main(args: readonly string[]): Promise<void> {
  await program().parseAsync([...args], { from: "user" });
}
