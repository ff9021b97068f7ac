import path from "node:path";
import { Command } from "commander";
import { registeredSystems } from "./systems";

const ROOT = path.join(__dirname, "..");

function program(): Command {
  const command = new Command("npm run load --")
    .description("Sends traffic to a system, here or deployed, and accounts for what became of it.")
    .showHelpAfterError("(npm run load -- --help lists the systems, npm run load -- SYSTEM --help its options)");
  for (const { load } of registeredSystems(ROOT)) {
    if (load === undefined) continue;
    const { loadCommand } = require(path.join(ROOT, load)) as { loadCommand(parent: Command): void };
    loadCommand(command);
  }
  return command;
}

program()
  .parseAsync()
  .catch((error: Error & { cause?: Error }) => {
    process.stderr.write(`load: ${error.message}${error.cause ? ` (${error.cause.message})` : ""}\n`);
    process.exitCode = 1;
  });
