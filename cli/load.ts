import { Command } from "commander";
import { accessCardsCommand } from "./load/access-cards/command";
import { burstsCommand } from "./load/bursts/command";
import { debounceCommand } from "./load/debounce/command";
import { eventAggregatorCommand } from "./load/event-aggregator/command";
import { ingestionCommand } from "./load/ingestion/command";
import { webhooksCommand } from "./load/webhooks/command";

function program(): Command {
  const command = new Command("npm run load --")
    .description("Sends traffic to a system, here or deployed, and accounts for what became of it.")
    .showHelpAfterError("(npm run load -- --help lists the systems, npm run load -- SYSTEM --help its options)");
  accessCardsCommand(command);
  eventAggregatorCommand(command);
  burstsCommand(command);
  debounceCommand(command);
  ingestionCommand(command);
  webhooksCommand(command);
  return command;
}

program()
  .parseAsync()
  .catch((error: Error & { cause?: Error }) => {
    process.stderr.write(`load: ${error.message}${error.cause ? ` (${error.cause.message})` : ""}\n`);
    process.exitCode = 1;
  });
