import { z } from "zod";
import { type Environment, json, seconds } from "../environment";

/** Headers by name as JSON. */
const headers = json(z.record(z.string(), z.string())).default({});

/** The environment variables that say how a worker calls an API. */
export const API_VARIABLES = {
  EXTERNAL_API_HEADERS: headers,
  /** Names of the variables that hold their values, which ECS has filled from Secrets Manager. */
  EXTERNAL_API_SECRET_HEADERS: headers,
  EXTERNAL_API_TIMEOUT_SECONDS: seconds(0.1, 600).default(10),
  EXTERNAL_API_MAX_PAUSE_SECONDS: seconds(1, 840).default(600),
  EXTERNAL_API_MAX_ANSWER_BYTES: z.coerce.number().int().min(1_024).default(1_048_576),
  /** Calls a second of one worker; no limit where absent. */
  EXTERNAL_API_RATE_LIMIT: z.coerce.number().positive().optional(),
};

/**
 * Reads the headers of each call, those with a secret among them.
 * @throws Error that names the variable which is missing, and none of the values
 */
export function apiHeaders(
  settings: Record<"EXTERNAL_API_HEADERS" | "EXTERNAL_API_SECRET_HEADERS", Record<string, string>>,
  environment: Environment,
): Record<string, string> {
  const secret = Object.entries(settings.EXTERNAL_API_SECRET_HEADERS).map(([header, variable]) => {
    const value = environment[variable];
    if (value === undefined)
      throw new Error(`The environment variable ${variable} is missing: the header ${header} of each call`);
    // A secret that was put there by an editor ends with a line.
    return [header, value.trim()] as const;
  });
  return { ...settings.EXTERNAL_API_HEADERS, ...Object.fromEntries(secret) };
}
