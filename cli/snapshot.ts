import { Command } from "commander";
import { calledAs } from "./calledAs";
import { projectWorkFolder } from "./projectFolder";
import { Snapshots } from "./snapshots";

const WORK_FOLDER = projectWorkFolder();

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Runs the command with its arguments. */
export async function main(args: readonly string[]): Promise<void> {
  const command = new Command(calledAs("snapshot")).description(
    "Copies what a stack keeps while its local cloud is stopped: docs/local-data.md.",
  );
  const withStack = (name: string, description: string) =>
    command.command(name).description(description).option("--stack <name>", "whose data", "local");

  withStack("save <name>", "copies what is kept, in the place of a snapshot of this name").action(
    async (name: string, { stack }: { stack: string }) => {
      await new Snapshots(WORK_FOLDER, stack).save(name);
      print(`saved ${name}: ${calledAs("snapshot")} load ${name} brings it back`);
    },
  );
  withStack("load <name>", "puts a snapshot in the place of what is kept").action(
    async (name: string, { stack }: { stack: string }) => {
      await new Snapshots(WORK_FOLDER, stack).load(name);
      print(`loaded ${name}: the next start goes on with it`);
    },
  );
  withStack("list", "names the snapshots, newest first").action(({ stack }: { stack: string }) => {
    const snapshots = new Snapshots(WORK_FOLDER, stack).list();
    for (const { name, savedAt } of snapshots) print(`${savedAt.toISOString()}  ${name}`);
    if (snapshots.length === 0)
      print(`the stack "${stack}" has no snapshots: ${calledAs("snapshot")} save NAME makes one`);
  });
  await command.parseAsync([...args], { from: "user" });
}
