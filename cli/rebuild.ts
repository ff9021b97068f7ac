import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { Command, Option } from "commander";
import { z } from "zod";
import { systemClock } from "../local/base/clock";
import { calledAs } from "./calledAs";
import { interruption } from "./interruption";
import { outputsOf } from "./load/endpoint";
import { readLocalAccess } from "./localAccess";
import { JSON_OPTION, outletOf } from "./outlet";
import { projectWorkFolder } from "./projectFolder";
import { emptySummaries, isBalanced, type RebuildTarget, rebuild } from "./rebuild/rebuild";
import { regionOf } from "./redrive/queues";
import { outputNameOf } from "./systems";

interface Options {
  empty?: boolean;
  stack?: string;
  json?: boolean;
}

const WORK_FOLDER = projectWorkFolder();

const rebuildable = z.object({
  eventTable: z.string(),
  summaryTable: z.string(),
  aggregatorName: z.string(),
  /** Tells the region of a deployed system. */
  failureQueueUrl: z.string(),
});

/** The command, with its options. */
export function program(): Command {
  return new Command(calledAs("rebuild"))
    .description(
      "Folds all stored events into an empty table of summaries, with the summarize that is deployed: after a change of it, or a loss. Stop whoever " +
        "sends events first: the account at the end does not balance where some came meanwhile.",
    )
    .argument("<system>", "such as event-aggregator")
    .option("--empty", "deletes all summaries first")
    .addOption(new Option("--stack <name>", "a deployed stack, with the AWS credentials of this shell"))
    .option(...JSON_OPTION)
    .addHelpText("after", `\nExample:\n  ${calledAs("rebuild")} event-aggregator --empty`)
    .showHelpAfterError(`(${calledAs("rebuild")} --help lists the options)`)
    .allowExcessArguments(false)
    .action(run);
}

async function run(system: string, { empty = false, stack, json = false }: Options): Promise<void> {
  const { terminal, result } = outletOf(json);
  const { region, ...target } = await targetOf(system, stack);
  const access = stack === undefined ? readLocalAccess(WORK_FOLDER) : { ...(region !== undefined && { region }) };
  const dynamo = new DynamoDBClient(access);
  const lambda = new LambdaClient(access);
  const write = (text: string) => void terminal.write(text);
  try {
    await emptySummaries(target, { dynamo, write }, empty);
    const account = await rebuild(target, { dynamo, lambda, clock: systemClock, write, signal: interruption() });
    result({ system, ...account, isBalanced: isBalanced(account) });
    process.exitCode = isBalanced(account) ? 0 : 1;
  } finally {
    dynamo.destroy();
    lambda.destroy();
  }
}

async function targetOf(system: string, stack: string | undefined): Promise<RebuildTarget & { region?: string }> {
  const name = outputNameOf(system);
  const { data } = rebuildable.safeParse(await outputsOf(name, stack === undefined ? {} : { stack }));
  if (data === undefined) {
    throw new Error(
      `${system} has no summaries to rebuild: its outputs name no eventTable, summaryTable, aggregatorName and failureQueueUrl`,
    );
  }
  const { failureQueueUrl, ...target } = data;
  const region = regionOf(failureQueueUrl);
  return { ...target, ...(region !== undefined && { region }) };
}
