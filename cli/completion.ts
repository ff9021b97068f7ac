import { Argument, Command } from "commander";
import { calledAs } from "./calledAs";
import { type CommandTable, candidates } from "./completion/candidates";
import { SCRIPTS, type Shell } from "./completion/scripts";

/** The command, with its options. */
export function program(table: CommandTable): Command {
  const command = new Command(calledAs("completion"))
    .description(
      "Prints what has a shell complete commands, their options, systems, stacks and the names of outputs. " +
        "Where sluice is a package of the project, the folder node_modules/.bin has to be in the PATH.",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  sluice completion bash >> ~/.bashrc\n  sluice completion zsh >> ~/.zshrc\n" +
        "  sluice completion fish > ~/.config/fish/completions/sluice.fish",
    )
    .addArgument(new Argument("<shell>").choices(Object.keys(SCRIPTS)))
    .allowExcessArguments(false)
    .action((shell: Shell) => void process.stdout.write(SCRIPTS[shell]));
  command
    .command("words", { hidden: true })
    .description("Prints what the last of some words may become: the printed scripts call it.")
    .argument("[words...]")
    .action(async (words: readonly string[]) => {
      for (const word of await candidates(table, words)) process.stdout.write(`${word}\n`);
    });
  return command;
}
