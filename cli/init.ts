import { readFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { calledAs } from "./calledAs";
import { makeProject, type OwnVersions } from "./init/project";
import { JSON_OPTION, outletOf } from "./outlet";

interface Options {
  name?: string;
  packages?: string;
  json?: boolean;
}

/** The command, with its options. */
export function program(): Command {
  return new Command(calledAs("init"))
    .description("Makes a project of an empty folder: one system, a handler, a test and CI.")
    .argument("[folder]", "that is empty, or is not there yet", ".")
    .option("--name <name>", "of the project (default: the folder's)")
    .option("--packages <folder>", "takes Sluice's packages from tarballs there, as npm run pack makes them")
    .option(...JSON_OPTION)
    .addHelpText("after", `\nExample:\n  ${calledAs("init")} orders`)
    .allowExcessArguments(false)
    .action(init);
}

function init(given: string, { name, packages, json }: Options): void {
  const { print, result } = outletOf(json);
  const own = JSON.parse(readFileSync(path.join(__dirname, "..", "package.json"), "utf8")) as OwnVersions;
  const folder = path.resolve(given);
  const files = makeProject(
    { folder, ...(name !== undefined && { name }), ...(packages !== undefined && { packages }) },
    own,
  );
  const here = path.relative(process.cwd(), folder);
  const lines = [
    ...files.map((file) => `  ${file}`),
    "",
    "to go on:",
    ...(here === "" ? [] : [`  cd ${here}`]),
    "  npm install",
    "  npm run dev                                     runs it here",
    "  npx sluice load event-aggregator --count 500    in another terminal: sends events, and accounts for each",
    "  npm test",
  ];
  for (const line of lines) print(line);
  result({ folder, files });
}
