import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Command } from "commander";
import { silentReport } from "../local/base/report";
import { start } from "../local/cloud";
import { Findings } from "../local/engine/findings";
import { calledAs } from "./calledAs";
import { type CheckReport, reportText } from "./check/text";
import { projectFolder } from "./projectFolder";
import { collect } from "./startOptions";

interface Options {
  stack: string;
  stub?: string[];
  json?: true;
}

/** Evaluates a program in a local cloud at rest, in which everything passes, and tells what should not have. */
export async function checkProgram(folder: string, stack: string, stubs: readonly string[] = []): Promise<CheckReport> {
  const workFolder = mkdtempSync(path.join(tmpdir(), "sluice-check-"));
  let findings: Findings | undefined;
  const report = (failure?: string): CheckReport => ({
    resources: findings?.resources ?? 0,
    findings: findings?.list ?? [],
    ...(failure !== undefined && { failure }),
  });
  try {
    const cloud = await start(
      { folder, stack },
      {
        ...{ port: 0, atRest: true, workFolder, report: silentReport },
        standIn: (registry) => {
          findings = new Findings(registry, stubs);
          return findings;
        },
      },
    );
    await cloud.stop();
    return report();
  } catch (error) {
    // Before the program began, there is nothing to report about it.
    if (findings === undefined) throw error;
    return report((error as Error).message);
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

/** Runs the command with its arguments. */
export async function main(args: readonly string[]): Promise<void> {
  const { stack, stub, json } = new Command(calledAs("check"))
    .description("Lists all types, properties and values of a program that do not run here, and what to do about each.")
    .option("--stack <name>", "whose configuration to use: Pulumi.<name>.yaml", "local")
    .option("--stub <type>", "lets resources of a type pass as inert ones; may be given again", collect)
    .option("--json", "the same as JSON, for programs")
    .addHelpText("after", `\nExample:\n  ${calledAs("check")} --stub aws:ec2/vpnGateway:VpnGateway`)
    .allowExcessArguments(false)
    .parse([...args], { from: "user" })
    .opts<Options>();
  const report = await checkProgram(projectFolder(), stack, stub);
  process.stdout.write(`${json ? JSON.stringify(report, undefined, 2) : reportText(report)}\n`);
  process.exitCode = report.findings.length === 0 && report.failure === undefined ? 0 : 1;
}
