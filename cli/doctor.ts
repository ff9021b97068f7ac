import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Command } from "commander";
import { calledAs } from "./calledAs";
import { type Check, linesOf } from "./doctor/check";
import { binaryChecks, browserCheck, memoryCheck, nodeCheck, portCheck } from "./doctor/machine";
import { folderCheck, keptDataCheck, packageChecks, projectCheck } from "./doctor/project";
import { readGuide } from "./guide";
import { JSON_OPTION, outletOf } from "./outlet";
import { projectFolder, projectWorkFolder } from "./projectFolder";
import { DEFAULT_PORT, portNumber } from "./startOptions";

interface Options {
  port: number;
  stack: string;
  json?: boolean;
}

/** The command, with its options. */
export function program(): Command {
  return new Command(calledAs("doctor"))
    .description(
      "Looks at all that a start needs: this machine, the packages, the project. A line each, with what to do; exits with 1 where there is a problem.",
    )
    .option("--port <number>", "the port that is to be free", portNumber, DEFAULT_PORT)
    .option("--stack <name>", "the stack that is to start", "local")
    .option(...JSON_OPTION)
    .addHelpText("after", `\nExample:\n  ${calledAs("doctor")} --port 5520`)
    .allowExcessArguments(false)
    .action(doctor);
}

async function doctor({ port, stack, json }: Options): Promise<void> {
  const { print, result } = outletOf(json);
  const checks = await allChecks(port, stack);
  const healthy = checks.every(({ state }) => state !== "problem");
  for (const line of linesOf(checks)) print(line);
  result({ healthy, checks });
  process.exitCode = healthy ? 0 : 1;
}

async function allChecks(port: number, stack: string): Promise<readonly Check[]> {
  const folder = projectFolder();
  const workFolder = projectWorkFolder();
  const own = JSON.parse(readFileSync(path.join(__dirname, "..", "package.json"), "utf8")) as { version: string };
  const project = projectCheck(folder, stack);
  return [
    { name: "sluice", state: "ok", found: own.version },
    nodeCheck(process.versions.node),
    ...(await binaryChecks(`${process.platform}-${process.arch}`)),
    memoryCheck(availableMemory()),
    await portCheck(port, readGuide(workFolder)),
    browserCheck(process.env),
    project,
    // The others are about the project's own files.
    ...(project.state === "ok"
      ? [
          folderCheck(workFolder),
          keptDataCheck(folder, workFolder, stack),
          ...packageChecks(folder, own, process.versions.node),
        ]
      : []),
  ];
}

/** Memory that a new process can have, in bytes: a container's limit counts. From Node.js 20.13 on it says so itself. */
function availableMemory(): number {
  return process.availableMemory?.() ?? os.freemem();
}
