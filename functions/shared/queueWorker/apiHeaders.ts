import { z } from "zod";
import { type Environment, json } from "../environment";

/** Headers by name as JSON. */
const headers = json(z.record(z.string(), z.string())).default({});

/** The environment variables that say which headers go along with each call of an API. */
export const API_HEADER_VARIABLES = {
  EXTERNAL_API_HEADERS: headers,
  /** Names of the variables that hold their values, which ECS has filled from Secrets Manager. */
  EXTERNAL_API_SECRET_HEADERS: headers,
};

/**
 * Reads the headers of each call, those with a secret among them.
 * @throws Error that names the variable which is missing, and none of the values
 */
export function apiHeaders(
  settings: Record<keyof typeof API_HEADER_VARIABLES, Record<string, string>>,
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
