import { SQSClient } from "@aws-sdk/client-sqs";
import { Command, Option } from "commander";
import { systemClock } from "../local/base/clock";
import { calledAs } from "./calledAs";
import { tokenOption, wholeNumber } from "./load/arguments";
import { authorizationOf } from "./load/authorization";
import { outputsOf } from "./load/endpoint";
import { readLocalAccess } from "./localAccess";
import { JSON_OPTION, outletOf } from "./outlet";
import { projectWorkFolder } from "./projectFolder";
import { describeDeadLetters, queueState } from "./redrive/deadLetters";
import { type DrainDependencies, drain } from "./redrive/drain";
import { type MoveResult, moveDeadLetters } from "./redrive/move";
import { chosenQueue, type FailureQueue, failureQueuesOf, regionOf, sourceOf } from "./redrive/queues";
import { postAgain, sendAgain } from "./redrive/ways";
import { outputNameOf } from "./systems";

interface RedriveOptions {
  dryRun?: boolean;
  stack?: string;
  rate?: number;
  token?: string;
  json?: boolean;
}

/** Messages a second: SQS's limit for a redrive. */
const MAX_RATE = 500;
const WORK_FOLDER = projectWorkFolder();

/** The command, with its options. */
export function program(): Command {
  return new Command(calledAs("redrive"))
    .description(
      "Brings back what failed in a system, here or deployed: its dead letters, what is in quarantine, events that could not be counted. It " +
        "asks nothing: try --dry-run.",
    )
    .argument("<system>", "such as webhooks")
    .argument(
      "[queue]",
      "dead-letters, quarantine, failures, or a name of failureQueueUrls; the first that the system has",
    )
    .option("--dry-run", "moves nothing: shows how many there are, and some of them")
    .addOption(new Option("--stack <name>", "a deployed stack, with the AWS credentials of this shell"))
    .addOption(
      new Option("--rate <n>", "messages a second, at most; without it SQS decides").argParser(
        wholeNumber(1, MAX_RATE),
      ),
    )
    .addOption(tokenOption())
    .option(...JSON_OPTION)
    .addHelpText("after", `\nExample:\n  ${calledAs("redrive")} webhooks --dry-run`)
    .showHelpAfterError(`(${calledAs("redrive")} --help lists the options)`)
    .allowExcessArguments(false)
    .action(redrive);
}

async function redrive(
  system: string,
  queueName: string | undefined,
  { dryRun = false, stack, rate, token, json = false }: RedriveOptions,
): Promise<void> {
  const name = outputNameOf(system);
  const queues = failureQueuesOf(name, await outputsOf(name, stack === undefined ? {} : { stack }));
  const queue = chosenQueue(system, queues, queueName);
  const sqs = clientFor(queue, stack);
  const { print, result } = outletOf(json);
  let outcome: MoveResult;
  try {
    if (dryRun) {
      const to = await destinationOf(sqs, queue);
      const what = queue.by === "move" || queue.by === "source" ? "dead letter" : "message";
      const { waiting, lines } = await describeDeadLetters(sqs, { url: queue.url, to, what }, Date.now());
      for (const line of lines) print(line);
      outcome = { moved: 0, left: waiting };
    } else {
      outcome = await bringBack({ sqs, clock: systemClock, print }, queue, { rate, token });
      process.exitCode = outcome.left === 0 && outcome.failure === undefined ? 0 : 1;
    }
    const others: Record<string, number> = {};
    for (const other of queues.filter((each) => each !== queue)) {
      const { waiting } = await queueState(sqs, other.url);
      others[other.name] = waiting;
      if (waiting > 0)
        print(`${waiting} wait in ${other.name} as well: ${calledAs("redrive")} ${system} ${other.name}`);
    }
    result({ system, queue: queue.name, dryRun, ...outcome, others });
  } finally {
    sqs.destroy();
  }
}

async function destinationOf(sqs: SQSClient, queue: FailureQueue): Promise<string> {
  if (queue.by === "post") return queue.endpoint;
  return queue.by === "source" ? sourceOf(sqs, queue) : queue.queueUrl;
}

/** Brings the messages of a queue back, on the way that it has. */
async function bringBack(
  deps: DrainDependencies,
  queue: FailureQueue,
  { rate, token }: { rate: number | undefined; token: string | undefined },
): Promise<MoveResult> {
  if (queue.by === "move" || queue.by === "source") {
    const queueUrl = await destinationOf(deps.sqs, queue);
    return moveDeadLetters(deps, { queueUrl, deadLetterQueueUrl: queue.url }, rate);
  }
  if (queue.by === "send") return drain(deps, queue.url, sendAgain(deps.sqs, queue.queueUrl), rate);
  const { endpoint, auth } = queue;
  const authorize = authorizationOf(endpoint, auth, token === undefined ? {} : { token }, () =>
    readLocalAccess(WORK_FOLDER),
  );
  return drain(deps, queue.url, postAgain(endpoint, authorize, fetch), rate);
}

function clientFor({ url }: FailureQueue, stack: string | undefined): SQSClient {
  if (stack === undefined) return new SQSClient({ ...readLocalAccess(WORK_FOLDER) });
  const region = regionOf(url);
  return new SQSClient(region === undefined ? {} : { region });
}
