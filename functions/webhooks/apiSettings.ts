import { z } from "zod";
import { type Environment, readEnvironment } from "../shared/environment";
import { API_VARIABLES, apiHeaders } from "../shared/queueWorker/apiVariables";
import { API_METHODS } from "./apiClient";

const schema = z.object({
  EXTERNAL_API_URL: z.url(),
  EXTERNAL_API_METHOD: z.enum(API_METHODS).default("POST"),
  ...API_VARIABLES,
});

/** The environment variables of the processor that hands deliveries to an external API. */
export type ApiSettings = z.output<typeof schema> & {
  /** The headers of each call, credentials among them. */
  headers: Record<string, string>;
};

/** @throws Error that names each variable that is missing or wrong */
export function readApiSettings(environment: Environment): ApiSettings {
  const settings = readEnvironment("webhook worker", schema, environment);
  return { ...settings, headers: apiHeaders(settings, environment) };
}
