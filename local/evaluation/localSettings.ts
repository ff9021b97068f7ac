import { isRecord } from "../base/isRecord";
import { jsonIn } from "../base/jsonIn";
import type { Properties } from "../engine/resourceHandler";
import { SettingsError } from "./settings";

/** Settings of the account that the local cloud plays: `local:<name>` in a stack's configuration. */
export interface LocalSettings {
  /** Calls of Lambda that the account may have under way, against which reservations are checked. */
  lambdaConcurrency?: number;
}

/** Outputs of other stacks, by the names under which the program refers to them: `new pulumi.StackReference("org/network/prod")`. */
export type StackOutputsByName = Readonly<Record<string, Properties>>;

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
 * The outputs that a stack's settings give another stack, which is not here: `local:stackOutputs: { org/network/prod: { vpcId: vpc-1 } }`.
 * @throws SettingsError saying where to write them
 */
export function outputsOfStack(config: Readonly<Record<string, string>>, stack: string): Properties {
  const byName = jsonIn(config[STACK_OUTPUTS] ?? "{}");
  const outputs = isRecord(byName) && Object.hasOwn(byName, stack) ? byName[stack] : undefined;
  if (isRecord(outputs)) return outputs;
  throw new SettingsError(
    `the stack "${stack}" is not here, so its outputs have to be among the settings of this one: ` +
      `${STACK_OUTPUTS}: { ${stack}: { NAME: VALUE } }`,
  );
}
