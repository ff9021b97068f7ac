import { SettingsError } from "./settings";

/** Settings of the account that the local cloud plays: `local:<name>` in a stack's configuration. */
export interface LocalSettings {
  /** Calls of Lambda that the account may have under way, against which reservations are checked. */
  lambdaConcurrency?: number;
}

const LAMBDA_CONCURRENCY = "local:lambdaConcurrency";

/**
 * Reads the settings of the local cloud itself.
 * @param config of the stack, `"namespace:name"` to text
 * @throws SettingsError naming the setting
 */
export function readLocalSettings(config: Readonly<Record<string, string>>): LocalSettings {
  for (const key of Object.keys(config)) {
    if (key.startsWith("local:") && key !== LAMBDA_CONCURRENCY) {
      throw new SettingsError(`${key} is no setting of the local cloud: it knows ${LAMBDA_CONCURRENCY}`);
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
