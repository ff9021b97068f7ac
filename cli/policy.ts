import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Command, Option } from "commander";
import { z } from "zod";
import type { LocalCloud } from "../local/cloud";
import { checkStack, type Exception, type Outcome } from "../policies/check";
import type { StackResource } from "../policies/rule";
import { RULES } from "../policies/rules";
import { calledAs } from "./calledAs";
import { evaluateAtRest } from "./evaluateAtRest";
import { JSON_OPTION } from "./outlet";
import { projectFolder } from "./projectFolder";

/** The exceptions of a project, from its root. */
export const EXCEPTIONS_FILE = path.join("policies", "exceptions.json");
const RULE_NAMES = RULES.map(({ name }) => name);

const exceptionsSchema = z.array(
  z.strictObject({ rule: z.enum(RULE_NAMES), resource: z.string().min(1), reason: z.string().min(1) }),
);

/** @throws Error naming the file and what is wrong in it */
export function readExceptions(project: string): readonly Exception[] {
  const file = path.join(project, EXCEPTIONS_FILE);
  if (!existsSync(file)) return [];
  try {
    return exceptionsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const what = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new Error(`${EXCEPTIONS_FILE} cannot be read: ${what}`);
  }
}

/** The resources of a running program, as rules see them. */
export function stackResources({ resources }: Pick<LocalCloud, "resources">): readonly StackResource[] {
  return resources.map(({ type, name, id, inputs, state }) => ({
    ...{ type, name },
    properties: { ...inputs, ...state, id },
  }));
}

/** Says what breaks which rule, what may, and which exceptions nothing needs; one paragraph a rule. */
export function outcomeLines({ violations, excepted, unused }: Outcome, resources: number): readonly string[] {
  const broken = RULES.filter(({ name }) => violations.some(({ rule }) => rule === name));
  return [
    ...broken.flatMap(({ name, description }) => [
      `${name}: ${description}`,
      ...violations
        .filter(({ rule }) => rule === name)
        .map((place) => `  ${place.type} "${place.name}": ${place.message}`),
      "",
    ]),
    ...unused.map(
      ({ rule, resource }) =>
        `${EXCEPTIONS_FILE}: nothing breaks ${rule} as "${resource}" any more: take the exception away`,
    ),
    `${resources} resources held to ${RULES.length} rules: ${violations.length} violations, ${excepted.length} excepted`,
  ];
}

/** The command, with its options. */
export function program(): Command {
  return new Command(calledAs("policy"))
    .description(
      `Holds a stack's resources to the rules of policies/: ${RULE_NAMES.join(", ")}. It evaluates the program in a local cloud of its own.`,
    )
    .addOption(new Option("--stack <name>", "the stack, whose settings are in Pulumi.<name>.yaml").default("local"))
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      `\nExample:\n  ${calledAs("policy")} --stack dev\n\nExceptions, with their reasons, are in ${EXCEPTIONS_FILE}.`,
    )
    .allowExcessArguments(false)
    .action(policy);
}

async function policy({ stack, json }: { stack: string; json?: boolean }): Promise<void> {
  const folder = projectFolder();
  const exceptions = readExceptions(folder);
  const resources = await evaluateAtRest({ folder, stack }, stackResources);
  const outcome = checkStack(resources, exceptions);
  const text = json ? JSON.stringify(outcome, undefined, 2) : outcomeLines(outcome, resources.length).join("\n");
  process.stdout.write(`${text}\n`);
  process.exitCode = outcome.violations.length + outcome.unused.length === 0 ? 0 : 1;
}
