import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { Command } from "commander";
import { systemClock } from "../local/base/clock";
import { calledAs } from "./calledAs";
import { interruption } from "./interruption";
import { wholeNumber } from "./load/arguments";
import { pause } from "./load/poll";
import { readLocalAccess } from "./localAccess";
import { projectWorkFolder } from "./projectFolder";
import { LogReader, logGroupNamed, logGroups } from "./running/logs";

interface Options {
  follow?: true;
  since: number;
}

const PAUSE_MS = 500;

/** Runs the command with its arguments. */
export async function main(args: readonly string[]): Promise<void> {
  const command = new Command(calledAs("logs"))
    .description("Prints the log of a function or a container that runs here, or lists the log groups.")
    .argument("[name]", "a log group, or a part of its name that no other has")
    .option("-f, --follow", "goes on with what comes, until Ctrl-C")
    .option("--since <minutes>", "how far back to begin", wholeNumber(0), 60)
    .addHelpText("after", `\nExample:\n  ${calledAs("logs")} producer --follow`)
    .allowExcessArguments(false)
    .parse([...args], { from: "user" });
  const { follow, since } = command.opts<Options>();
  const [name] = command.args;
  const logs = new CloudWatchLogsClient({ ...readLocalAccess(projectWorkFolder()) });
  const groups = await logGroups(logs);
  if (name === undefined) {
    for (const group of [...groups].sort()) process.stdout.write(`${group}\n`);
    return;
  }
  const reader = new LogReader(logs, logGroupNamed(groups, name), systemClock.now() - since * 60_000);
  const signal = interruption();
  do {
    for (const line of await reader.next()) process.stdout.write(`${line}\n`);
    if (follow) await pause(systemClock, PAUSE_MS);
  } while (follow && !signal.aborted);
}
