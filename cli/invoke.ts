import { LambdaClient } from "@aws-sdk/client-lambda";
import { Command } from "commander";
import { calledAs } from "./calledAs";
import { readLocalAccess } from "./localAccess";
import { projectWorkFolder } from "./projectFolder";
import { invokeFunction } from "./running/invoke";
import { namedValue } from "./running/named";

/** Runs the command with its arguments. */
export async function main(args: readonly string[]): Promise<void> {
  const command = new Command(calledAs("invoke"))
    .description(
      "Invokes a function that runs here: prints its answer, and what it wrote to its log on standard error.",
    )
    .argument("<function>", "its name, or the output that has it, such as reportFunction")
    .argument("[payload]", "JSON", "{}")
    .addHelpText("after", `\nExample:\n  ${calledAs("invoke")} reportFunction '{"limit":1}'`)
    .allowExcessArguments(false)
    .parse([...args], { from: "user" });
  const [name, payload] = command.processedArgs as [string, string];
  const workFolder = projectWorkFolder();
  const lambda = new LambdaClient({ ...readLocalAccess(workFolder) });
  process.exitCode = await invokeFunction(lambda, namedValue(workFolder, name), payload, {
    out: (line) => process.stdout.write(`${line}\n`),
    log: (line) => process.stderr.write(`${line}\n`),
  });
}
