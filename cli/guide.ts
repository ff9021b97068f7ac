import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { isAlive } from "../local/base/isAlive";
import type { LocalCloud } from "../local/cloud";
import { calledAs } from "./calledAs";
import { curlCommands, dashboardPages, mailboxUrl } from "./endpoints";
import { secretsOf } from "./outputsFile";
import { writePrivateFile } from "./privateFile";
import { restCommands } from "./restCommands";
import { signIns } from "./signIns";
import { sshCommands } from "./sshCommands";
import { examplesOf, outputNameOf, type RegisteredSystem } from "./systems";

/** Where to look and what to type in a program that runs here. */
export interface Guide {
  /** The process that runs it. */
  pid: number;
  address: string;
  stack: string;
  resources: number;
  systems: readonly SystemGuide[];
  /** Pages for a browser: dashboards and the mailbox. */
  pages: readonly string[];
  /** A line for everybody who can sign in. */
  signIns: readonly string[];
  /** Commands to paste, one for each route and each machine. */
  commands: readonly string[];
  /** Names of the outputs that are secret. */
  secrets: readonly string[];
}

export interface SystemGuide {
  name: string;
  /** Absent where nobody calls it at an address. */
  address?: string;
  /** The command to begin with; absent where there is none. */
  command?: string;
}

export function guideOf(
  { outputs, resources, services }: Pick<LocalCloud, "outputs" | "resources" | "services">,
  systems: readonly RegisteredSystem[],
  { stack, workFolder }: { stack: string; workFolder: string },
): Guide {
  const examples = examplesOf(systems);
  const mailbox = mailboxUrl(resources, services.edgeUrl);
  return {
    pid: process.pid,
    address: services.edgeUrl,
    stack,
    resources: resources.length,
    systems: systems.flatMap((system) => {
      const output = outputs[outputNameOf(system.name)];
      return output === undefined ? [] : [systemGuide(system, output.value)];
    }),
    pages: [...dashboardPages(resources, services.edgeUrl), ...(mailbox === undefined ? [] : [`mails: ${mailbox}`])],
    signIns: signIns(resources),
    commands: [
      ...curlCommands(resources, examples),
      ...restCommands(resources, examples),
      ...sshCommands(workFolder, outputs),
    ],
    secrets: secretsOf(outputs),
  };
}

function systemGuide({ name, address, tour }: RegisteredSystem, outputs: unknown): SystemGuide {
  const url = address === undefined ? undefined : (outputs as Record<string, unknown> | undefined)?.[address];
  return {
    name,
    ...(typeof url === "string" && { address: url }),
    ...(tour !== undefined && { command: `${calledAs("try")} ${name}` }),
  };
}

function guideFile(workFolder: string): string {
  return path.join(workFolder, "guide.json");
}

/** Lets `npm run output` tell what runs now: keys of clients are in it, so for this user's eyes only. */
export function writeGuide(workFolder: string, guide: Guide): void {
  writePrivateFile(guideFile(workFolder), `${JSON.stringify(guide, undefined, 2)}\n`);
}

export function removeGuide(workFolder: string): void {
  rmSync(guideFile(workFolder), { force: true });
}

/** @returns `undefined` where nothing runs, or what ran was killed */
export function readGuide(workFolder: string): Guide | undefined {
  try {
    const guide = JSON.parse(readFileSync(guideFile(workFolder), "utf8")) as Guide;
    return isAlive(guide.pid) ? guide : undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
