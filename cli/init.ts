import { readFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { calledAs } from "./calledAs";
import { makeProject, type OwnVersions } from "./init/project";

/** Runs the command with its arguments. */
export async function main(args: readonly string[]): Promise<void> {
  const command = new Command(calledAs("init"))
    .description("Makes a project of an empty folder: one system, a handler, a test and CI.")
    .argument("[folder]", "that is empty, or is not there yet", ".")
    .option("--name <name>", "of the project (default: the folder's)")
    .option("--packages <folder>", "takes Sluice's packages from tarballs there, as npm run pack makes them")
    .addHelpText("after", `\nExample:\n  ${calledAs("init")} orders`)
    .allowExcessArguments(false)
    .parse([...args], { from: "user" });
  const [given = "."] = command.processedArgs as [string | undefined];
  const { name, packages } = command.opts<{ name?: string; packages?: string }>();
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
  process.stdout.write(`${lines.join("\n")}\n`);
}
