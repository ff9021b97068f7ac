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
  json?: true;
}

const PAUSE_MS = 500;

/** The command, with its options. */
export function program(): Command {
  return new Command(calledAs("logs"))
    .description("Prints the log of a function or a container that runs here, or lists the log groups.")
    .argument("[log]", "a log group, or a part of its name that no other has")
    .option("-f, --follow", "goes on with what comes, until Ctrl-C")
    .option("--since <minutes>", "how far back to begin", wholeNumber(0), 60)
    .option("--json", "an object for each line, or for all log groups")
    .addHelpText("after", `\nExample:\n  ${calledAs("logs")} producer --follow`)
    .allowExcessArguments(false)
    .action(logs);
}

async function logs(name: string | undefined, { follow, since, json }: Options): Promise<void> {
  const client = new CloudWatchLogsClient({ ...readLocalAccess(projectWorkFolder()) });
  const groups = [...(await logGroups(client))].sort();
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  if (name === undefined) {
    print(json ? JSON.stringify({ groups }) : groups.join("\n"));
    return;
  }
  const reader = new LogReader(client, logGroupNamed(groups, name), systemClock.now() - since * 60_000);
  const signal = interruption();
  do {
    for (const line of await reader.next()) print(json ? JSON.stringify(line) : line.message);
    if (follow) await pause(systemClock, PAUSE_MS);
  } while (follow && !signal.aborted);
}
