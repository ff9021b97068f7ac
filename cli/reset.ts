import { Command } from "commander";
import { dataFolderOf, emptyDataFolder } from "../local/base/dataFolder";
import { claimWorkFolder } from "../local/base/workFolder";
import { calledAs } from "./calledAs";
import { projectWorkFolder } from "./projectFolder";

/**
 * Empties what a stack keeps, and says what that was.
 * @throws WorkFolderInUse while a local cloud runs
 */
export async function reset(workFolder: string, stack: string): Promise<string> {
  const release = claimWorkFolder(workFolder);
  try {
    const services = await emptyDataFolder(dataFolderOf(workFolder, stack));
    return services.length === 0
      ? `nothing of the stack "${stack}" is kept`
      : `emptied what the stack "${stack}" kept of ${services.join(", ")}; its snapshots stay`;
  } finally {
    release();
  }
}

/** Runs the command with its arguments. */
export async function main(args: readonly string[]): Promise<void> {
  const { stack } = new Command(calledAs("reset"))
    .description(
      "Empties what a stack keeps over stops. Of one system alone nothing can be emptied: queues, tables and streams are " +
        "not kept by system. docs/local-data.md says more.",
    )
    .option("--stack <name>", "whose data", "local")
    .addHelpText("after", `\nExample:\n  ${calledAs("reset")} --stack local`)
    .allowExcessArguments(false)
    .parse([...args], { from: "user" })
    .opts<{ stack: string }>();
  process.stdout.write(`${await reset(projectWorkFolder(), stack)}\n`);
}
