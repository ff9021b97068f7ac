import { readFileSync } from "node:fs";
import path from "node:path";
import { Command, Option } from "commander";
import { readSettings } from "../local/evaluation/settings";
import { calledAs } from "./calledAs";
import { readLocalAccess } from "./localAccess";
import { JSON_OPTION, outletOf } from "./outlet";
import { type AccountUse, accountUse } from "./preflight/account";
import { eventCosts } from "./preflight/eventCost";
import { findings } from "./preflight/findings";
import { plannedNames } from "./preflight/names";
import { type Plan, planOf } from "./preflight/plan";
import { preflightReport } from "./preflight/report";
import { standingCost } from "./preflight/standingCost";
import { projectFolder, projectWorkFolder } from "./projectFolder";

const ROOT = path.join(__dirname, "..");

/** The command, with its options. */
export function program(): Command {
  return new Command(calledAs("preflight"))
    .description(
      "Says before anything is made what of a stack would fail, who will be mailed, and what stands there at which price. " +
        "It reads the account and changes nothing.",
    )
    .addOption(new Option("--stack <name>", "the stack, whose settings are in Pulumi.<name>.yaml").default("dev"))
    .option(...JSON_OPTION)
    .addHelpText("after", `\nExample:\n  ${calledAs("preflight")} --stack dev`)
    .showHelpAfterError(`(${calledAs("preflight")} --help lists the options)`)
    .allowExcessArguments(false)
    .action(preflight);
}

async function preflight({ stack, json = false }: { stack: string; json?: boolean }): Promise<void> {
  const { print, result } = outletOf(json);
  const settings = readSettings(projectFolder(), stack);
  const plan = await planOf(settings);
  const use = await readAccount(stack, plan).catch((error: unknown) => error as Error);
  const found = findings(plan, settings.config["sluice:accountId"], use);
  const systems = JSON.parse(settings.config["sluice:systems"] ?? "[]") as readonly string[];
  const events = eventCosts(readFileSync(path.join(ROOT, "docs", "cost.md"), "utf8"), systems);
  const standing = standingCost(plan.resources);
  for (const line of preflightReport(stack, plan, found, standing, events)) print(line);
  result({ stack, region: plan.region, resources: plan.resources.length, findings: found, standing, events });
  // Promises of a program that refuses its settings never settle: Pulumi would complain of them.
  process.exit(found.some(({ kind }) => kind === "fails") ? 1 : 0);
}

/** Reads the account of a stack; of the stack `local`, the local cloud that runs. */
async function readAccount(stack: string, plan: Plan): Promise<AccountUse> {
  const access = stack === "local" ? { ...readLocalAccess(projectWorkFolder()) } : { region: plan.region };
  return accountUse(access, plannedNames(plan));
}
