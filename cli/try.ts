import path from "node:path";
import { Argument, Command } from "commander";
import { systemClock } from "../local/base/clock";
import { calledAs } from "./calledAs";
import { outputsOf } from "./load/endpoint";
import { readLocalAccess } from "./localAccess";
import { projectFolder, projectWorkFolder } from "./projectFolder";
import { outputNameOf, registeredSystems } from "./systems";
import { type ShownSystem, Tour } from "./tours/tour";

/** Runs the command with its arguments. */
export async function main(args: readonly string[]): Promise<void> {
  const project = projectFolder();
  const systems = registeredSystems(project).filter(({ tour }) => tour !== undefined);
  await new Command(calledAs("try"))
    .description("Makes a first event in a system that runs here, and shows step by step what becomes of it.")
    .addArgument(new Argument("<system>", "a system that runs here").choices(systems.map(({ name }) => name)))
    .addHelpText("after", `\nExample:\n  ${calledAs("try")} event-aggregator`)
    .showHelpAfterError(`(${calledAs("try")} --help lists the systems)`)
    .allowExcessArguments(false)
    .action(async (name: string) => {
      const file = systems.find((system) => system.name === name)?.tour ?? "";
      const { take } = require(path.join(project, file)) as { take(tour: Tour, system: ShownSystem): Promise<void> };
      const outputs = await outputsOf(outputNameOf(name), {});
      const tour = new Tour({ print: (line) => void process.stdout.write(`${line}\n`), clock: systemClock });
      await take(tour, { outputs, access: readLocalAccess(projectWorkFolder()) });
    })
    .parseAsync([...args], { from: "user" });
}
