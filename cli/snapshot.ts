import { Command } from "commander";
import { calledAs } from "./calledAs";
import { JSON_OPTION, outletOf } from "./outlet";
import { projectWorkFolder } from "./projectFolder";
import { Snapshots } from "./snapshots";

const WORK_FOLDER = projectWorkFolder();

interface Options {
  stack: string;
  json?: boolean;
}

/** The command, with its options. */
export function program(): Command {
  const command = new Command(calledAs("snapshot"))
    .description("Copies what a stack keeps while its local cloud is stopped: docs/local-data.md.")
    .addHelpText("after", `\nExample:\n  ${calledAs("snapshot")} save before-the-migration`);
  const withOptions = (name: string, description: string) =>
    command
      .command(name)
      .description(description)
      .option("--stack <name>", "whose data", "local")
      .option(...JSON_OPTION);

  withOptions("save <snapshot>", "copies what is kept, in the place of a snapshot of this name").action(
    async (name: string, { stack, json = false }: Options) => {
      const { print, result } = outletOf(json);
      await new Snapshots(WORK_FOLDER, stack).save(name);
      print(`saved ${name}: ${calledAs("snapshot")} load ${name} brings it back`);
      result({ stack, saved: name });
    },
  );
  withOptions("load <snapshot>", "puts a snapshot in the place of what is kept").action(
    async (name: string, { stack, json = false }: Options) => {
      const { print, result } = outletOf(json);
      await new Snapshots(WORK_FOLDER, stack).load(name);
      print(`loaded ${name}: the next start goes on with it`);
      result({ stack, loaded: name });
    },
  );
  withOptions("list", "names the snapshots, newest first").action(({ stack, json = false }: Options) => {
    const { print, result } = outletOf(json);
    const snapshots = new Snapshots(WORK_FOLDER, stack).list();
    for (const { name, savedAt } of snapshots) print(`${savedAt.toISOString()}  ${name}`);
    if (snapshots.length === 0)
      print(`the stack "${stack}" has no snapshots: ${calledAs("snapshot")} save NAME makes one`);
    result({ stack, snapshots });
  });
  return command;
}
