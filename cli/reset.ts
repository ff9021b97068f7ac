import path from "node:path";
import { Command } from "commander";
import { dataFolderOf, emptyDataFolder } from "../local/base/dataFolder";
import { claimWorkFolder } from "../local/base/workFolder";

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

if (require.main === module) {
  const { stack } = new Command("npm run reset --")
    .description(
      "Empties what a stack keeps over stops. Of one system alone nothing can be emptied: queues, tables and streams are " +
        "not kept by system. docs/local-data.md says more.",
    )
    .option("--stack <name>", "whose data", "local")
    .allowExcessArguments(false)
    .parse()
    .opts<{ stack: string }>();
  reset(path.resolve(".sluice"), stack).then(
    (line) => process.stdout.write(`${line}\n`),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    },
  );
}
