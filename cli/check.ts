import { Command } from "commander";
import { Findings } from "../local/engine/findings";
import type { Registry } from "../local/engine/registry";
import { calledAs } from "./calledAs";
import { type CheckReport, reportText } from "./check/text";
import { evaluateAtRest } from "./evaluateAtRest";
import { JSON_OPTION } from "./outlet";
import { projectFolder } from "./projectFolder";
import { collect } from "./startOptions";

interface Options {
  stack: string;
  stub?: string[];
  json?: true;
}

/** Evaluates a program in a local cloud at rest, in which everything passes, and tells what should not have. */
export async function checkProgram(folder: string, stack: string, stubs: readonly string[] = []): Promise<CheckReport> {
  let findings: Findings | undefined;
  const report = (failure?: string): CheckReport => ({
    resources: findings?.resources ?? 0,
    findings: findings?.list ?? [],
    ...(failure !== undefined && { failure }),
  });
  try {
    const standIn = (registry: Registry) => {
      findings = new Findings(registry, stubs);
      return findings;
    };
    await evaluateAtRest({ folder, stack }, () => undefined, { standIn });
    return report();
  } catch (error) {
    // Before the program began, there is nothing to report about it.
    if (findings === undefined) throw error;
    return report((error as Error).message);
  }
}

/** The command, with its options. */
export function program(): Command {
  return new Command(calledAs("check"))
    .description("Lists all types, properties and values of a program that do not run here, and what to do about each.")
    .option("--stack <name>", "whose configuration to use: Pulumi.<name>.yaml", "local")
    .option("--stub <type>", "lets resources of a type pass as inert ones; may be given again", collect)
    .option(...JSON_OPTION)
    .addHelpText("after", `\nExample:\n  ${calledAs("check")} --stub aws:ec2/vpnGateway:VpnGateway`)
    .allowExcessArguments(false)
    .action(check);
}

async function check({ stack, stub, json }: Options): Promise<void> {
  const report = await checkProgram(projectFolder(), stack, stub);
  process.stdout.write(`${json ? JSON.stringify(report, undefined, 2) : reportText(report)}\n`);
  process.exitCode = report.findings.length === 0 && report.failure === undefined ? 0 : 1;
}
