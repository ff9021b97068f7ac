import { calledAs } from "../base/calledAs";
import { isRecord } from "../base/isRecord";
import { jsonIn } from "../base/jsonIn";
import type { ProgramSettings, StackOutputs } from "./protocol";
import { SettingsError } from "./settings";
import { findStack, stackNamed } from "./stackOutputs";

/** Settings of the account that the local cloud plays: `local:<name>` in a stack's configuration. */
export interface LocalSettings {
  /** Calls of Lambda that the account may have under way, against which reservations are checked. */
  lambdaConcurrency?: number;
}

const LAMBDA_CONCURRENCY = "local:lambdaConcurrency";
const STACK_OUTPUTS = "local:stackOutputs";
const KNOWN = [LAMBDA_CONCURRENCY, STACK_OUTPUTS];

/**
 * Reads the settings of the local cloud itself.
 * @param config of the stack, `"namespace:name"` to text
 * @throws SettingsError naming the setting
 */
export function readLocalSettings(config: Readonly<Record<string, string>>): LocalSettings {
  for (const key of Object.keys(config)) {
    if (key.startsWith("local:") && !KNOWN.includes(key)) {
      throw new SettingsError(`${key} is no setting of the local cloud: it knows ${KNOWN.join(", ")}`);
    }
  }
  const text = config[LAMBDA_CONCURRENCY];
  if (text === undefined) return {};
  const lambdaConcurrency = Number(text);
  if (!Number.isInteger(lambdaConcurrency) || lambdaConcurrency < 1) {
    throw new SettingsError(`${LAMBDA_CONCURRENCY} must be a whole number of at least 1, got "${text}"`);
  }
  return { lambdaConcurrency };
}

/**
 * The outputs of another stack: those that this stack's settings give it (`local:stackOutputs: { org/network/prod: { vpcId: vpc-1 } }`), or
 * those of its last run on this machine.
 *
 * @throws SettingsError saying how to get them
 */
export function outputsOfStack(
  { config, folder, project }: Pick<ProgramSettings, "config" | "folder" | "project">,
  reference: string,
): StackOutputs {
  const byName = jsonIn(config[STACK_OUTPUTS] ?? "{}");
  const given = isRecord(byName) && Object.hasOwn(byName, reference) ? byName[reference] : undefined;
  if (isRecord(given)) {
    return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, { value, secret: false }]));
  }
  const name = stackNamed(reference, project);
  const found = findStack(name, folder, project);
  if ("outputs" in found) return found.outputs;
  const start = `${calledAs("dev")} --stack ${name.stack}`;
  const why =
    found.missing === "project"
      ? `there is no project "${name.project}" beside ${folder}; start it in a folder beside it (${start})`
      : `the project "${name.project}" has not run as it yet: start it in ${found.folder} (${start})`;
  throw new SettingsError(
    `the stack "${reference}" is not here: ${why}, or write its outputs among the settings of this stack: ` +
      `${STACK_OUTPUTS}: { ${reference}: { NAME: VALUE } }`,
  );
}
