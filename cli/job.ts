import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { ECSClient } from "@aws-sdk/client-ecs";
import { Command, Option } from "commander";
import { calledAs } from "./calledAs";
import { jobTargetOf, runNow } from "./job/runNow";
import { outputsOf } from "./load/endpoint";
import { readLocalAccess } from "./localAccess";
import { readLogLine } from "./logLine";
import { JSON_OPTION, outletOf } from "./outlet";
import { projectWorkFolder } from "./projectFolder";
import { outputNameOf } from "./systems";

const WORK_FOLDER = projectWorkFolder();
const PAUSE_MS = 500;
/** Pause between two looks at a deployed task: its log comes in seconds late, and calls are counted. */
const DEPLOYED_PAUSE_MS = 2000;

/** The command, with its options. */
export function program(): Command {
  return new Command(calledAs("job"))
    .description("Runs a scheduled job now, here or deployed, prints its log, and exits with its exit code.")
    .argument("<system>", "such as interval-processing")
    .argument("<job>", "such as HourlyDataChange")
    .addOption(new Option("--stack <name>", "a deployed stack, with the AWS credentials of this shell"))
    .option(...JSON_OPTION)
    .addHelpText("after", `\nExample:\n  ${calledAs("job")} interval-processing HourlyDataChange`)
    .showHelpAfterError(`(${calledAs("job")} --help lists the options)`)
    .allowExcessArguments(false)
    .action(run);
}

async function run(system: string, job: string, { stack, json }: { stack?: string; json?: boolean }): Promise<void> {
  const target = jobTargetOf(system, await outputsOf(outputNameOf(system), stack === undefined ? {} : { stack }));
  const [definition] = Object.values(target.jobs);
  // arn:aws:ecs:<region>:...
  const region = definition?.taskDefinitionArn.split(":")[3] ?? "";
  const access = stack === undefined ? readLocalAccess(WORK_FOLDER) : { region };
  const ecs = new ECSClient(access);
  const logs = new CloudWatchLogsClient(access);
  const { print, result } = outletOf(json);
  const lines: string[] = [];
  const pauseMs = stack === undefined ? PAUSE_MS : DEPLOYED_PAUSE_MS;
  try {
    const exitCode = await runNow(target, job, {
      ...{ ecs, logs },
      print(line) {
        lines.push(line);
        print(readLogLine(line).text);
      },
      pause: () => new Promise((resolve) => setTimeout(resolve, pauseMs)),
    });
    result({ job, exitCode, lines });
    process.exitCode = exitCode;
  } finally {
    ecs.destroy();
    logs.destroy();
  }
}
