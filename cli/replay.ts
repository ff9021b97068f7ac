import { KinesisClient } from "@aws-sdk/client-kinesis";
import { S3Client } from "@aws-sdk/client-s3";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { Command, Option } from "commander";
import { z } from "zod";
import { systemClock } from "../local/base/clock";
import { calledAs } from "./calledAs";
import { interruption } from "./interruption";
import { positiveNumber } from "./load/arguments";
import { outputsOf } from "./load/endpoint";
import { readLocalAccess } from "./localAccess";
import { JSON_OPTION, outletOf } from "./outlet";
import { projectWorkFolder } from "./projectFolder";
import { isComplete, replay } from "./replay/replay";
import { readRange } from "./replay/times";
import { outputNameOf } from "./systems";

interface Options {
  from: string;
  to: string;
  card?: string;
  dryRun?: boolean;
  rate: number;
  stack?: string;
  json?: boolean;
}

/** Events a second: half of what one shard takes, so that what happens meanwhile has room. */
const DEFAULT_RATE = 500;
const WORK_FOLDER = projectWorkFolder();

const replayable = z.object({
  archiveBucketName: z.string(),
  streamName: z.string(),
  /** Tells the region of a deployed system. */
  commandTopicArn: z.string(),
});

/** The command, with its options. */
export function program(): Command {
  return new Command(calledAs("replay"))
    .description("Sends archived events again, marked as replays: whoever has seen them changes nothing.")
    .argument("<system>", "such as access-cards")
    .requiredOption("--from <time>", "ISO date or date-time, UTC where it names no zone; a date is its first moment")
    .requiredOption("--to <time>", "the same, excluded")
    .option("--card <id>", "events of this card only")
    .option("--dry-run", "sends nothing: counts what would be sent")
    .addOption(new Option("--rate <n>", "events a second").argParser(positiveNumber).default(DEFAULT_RATE))
    .addOption(new Option("--stack <name>", "a deployed stack, with the AWS credentials of this shell"))
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      `\nExample:\n  ${calledAs("replay")} access-cards --from 2026-11-21 --to 2026-11-22 --dry-run`,
    )
    .showHelpAfterError(`(${calledAs("replay")} --help lists the options)`)
    .allowExcessArguments(false)
    .action(run);
}

async function run(system: string, options: Options): Promise<void> {
  const { from, to, card, dryRun = false, rate, stack, json = false } = options;
  const { terminal, result } = outletOf(json);
  const range = readRange(from, to);
  const { archiveBucketName, streamName, region } = await targetOf(system, stack);
  const access = stack === undefined ? readLocalAccess(WORK_FOLDER) : { region };
  const s3 = new S3Client(access);
  const kinesis = new KinesisClient({ ...access, requestHandler: new NodeHttpHandler() });
  try {
    const account = await replay(
      {
        ...{ bucket: archiveBucketName, streamName, range, rate, isDryRun: dryRun },
        ...(card !== undefined && { cardId: card }),
      },
      { s3, kinesis, clock: systemClock, terminal, signal: interruption() },
    );
    result({ system, dryRun, ...account });
    process.exitCode = isComplete(account) ? 0 : 1;
  } finally {
    s3.destroy();
    kinesis.destroy();
  }
}

async function targetOf(system: string, stack: string | undefined) {
  const name = outputNameOf(system);
  const outputs = await outputsOf(name, stack === undefined ? {} : { stack });
  const { data } = replayable.safeParse(outputs);
  // arn:aws:sns:<region>:...
  if (data !== undefined) return { ...data, region: data.commandTopicArn.split(":")[3] ?? "" };
  throw new Error(`${system} has no archive to replay from: its outputs name no archiveBucketName and no streamName`);
}
