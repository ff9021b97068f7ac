import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { calledAs } from "./calledAs";
import { projectFolder } from "./projectFolder";
import { registeredModules } from "./systems";

const OWN_LOADS = path.join(__dirname, "load");

/** The command, with its options. */
export function program(): Command {
  const command = new Command(calledAs("load"))
    .description("Sends traffic to a system, here or deployed, and accounts for what became of it.")
    .addHelpText("after", `\nExample:\n  ${calledAs("load")} event-aggregator --count 2000 --duplicates 20`)
    .showHelpAfterError(
      `(${calledAs("load")} --help lists the systems, ${calledAs("load")} SYSTEM --help its options)`,
    );
  for (const module of loadModules(projectFolder())) {
    const { loadCommand } = require(module) as { loadCommand(parent: Command): void };
    loadCommand(command);
  }
  return command;
}

/** The loads of the systems that a project has registered; of one without a registry, those for the components' own systems. */
function loadModules(project: string): readonly string[] {
  const registered = registeredModules(project, "load");
  if (registered.size > 0) return [...registered.values()];
  return readdirSync(OWN_LOADS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => path.join(OWN_LOADS, name, "command"))
    .filter((module) => [".ts", ".js"].some((ending) => existsSync(module + ending)));
}
