import { LambdaClient } from "@aws-sdk/client-lambda";
import { Command } from "commander";
import { calledAs } from "./calledAs";
import { readLocalAccess } from "./localAccess";
import { JSON_OPTION, outletOf } from "./outlet";
import { projectWorkFolder } from "./projectFolder";
import { invokeFunction } from "./running/invoke";
import { namedValue } from "./running/named";

/** The command, with its options. */
export function program(): Command {
  return new Command(calledAs("invoke"))
    .description(
      "Invokes a function that runs here: prints its answer, and what it wrote to its log on standard error.",
    )
    .argument("<function>", "its name, or the output that has it, such as reportFunction")
    .argument("[payload]", "JSON", "{}")
    .option(...JSON_OPTION)
    .addHelpText("after", `\nExample:\n  ${calledAs("invoke")} reportFunction '{"limit":1}'`)
    .allowExcessArguments(false)
    .action(invoke);
}

async function invoke(name: string, payload: string, { json }: { json?: boolean }): Promise<void> {
  const workFolder = projectWorkFolder();
  const lambda = new LambdaClient({ ...readLocalAccess(workFolder) });
  const { failed, answer, log } = await invokeFunction(lambda, namedValue(workFolder, name), payload);
  if (json) outletOf(json).result({ failed, answer: answer === "" ? null : JSON.parse(answer), log });
  else {
    for (const line of log) process.stderr.write(`${line}\n`);
    process.stdout.write(`${answer}\n`);
  }
  process.exitCode = failed ? 1 : 0;
}
