import { readdirSync } from "node:fs";
import path from "node:path";
import { Argument, Command } from "commander";
import { systemClock } from "../local/base/clock";
import { calledAs } from "./calledAs";
import { outputsOf } from "./load/endpoint";
import { readLocalAccess } from "./localAccess";
import { JSON_OPTION, outletOf } from "./outlet";
import { projectFolder, projectWorkFolder } from "./projectFolder";
import { outputNameOf, registeredModules, systemNameOf } from "./systems";
import { type ShownSystem, Tour } from "./tours/tour";

const OWN_TOURS = path.join(__dirname, "tours");

/** The command, with its options. */
export function program(): Command {
  const tours = toursOf(projectFolder());
  return new Command(calledAs("try"))
    .description("Makes a first event in a system that runs here, and shows step by step what becomes of it.")
    .addArgument(new Argument("<system>", "a system that runs here").choices([...tours.keys()]))
    .option(...JSON_OPTION)
    .addHelpText("after", `\nExample:\n  ${calledAs("try")} event-aggregator`)
    .showHelpAfterError(`(${calledAs("try")} --help lists the systems)`)
    .allowExcessArguments(false)
    .action(async (name: string, { json }: { json?: boolean }) => {
      const { take } = require(tours.get(name) ?? "") as { take(tour: Tour, system: ShownSystem): Promise<void> };
      const outputs = await outputsOf(outputNameOf(name), {});
      const { print, result } = outletOf(json);
      const lines: string[] = [];
      const tell = (line: string) => {
        lines.push(line);
        print(line);
      };
      await take(new Tour({ print: tell, clock: systemClock }), {
        outputs,
        access: readLocalAccess(projectWorkFolder()),
      });
      result({ system: name, lines });
    });
}

/** The tours of the systems that a project has registered, by name; of one without a registry, those of the components' own systems. */
export function toursOf(project: string): ReadonlyMap<string, string> {
  const registered = registeredModules(project, "tour");
  if (registered.size > 0) return registered;
  return new Map(
    readdirSync(OWN_TOURS)
      .filter((file) => /^\w+\.(ts|js)$/.test(file) && !file.startsWith("tour."))
      .map((file) => path.join(OWN_TOURS, file.replace(/\.(ts|js)$/, "")))
      .map((module) => [systemNameOf(path.basename(module)), module]),
  );
}
