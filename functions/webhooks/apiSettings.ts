import { z } from "zod";
import { type Environment, readEnvironment, seconds } from "../shared/environment";
import { API_HEADER_VARIABLES, apiHeaders } from "../shared/queueWorker/apiHeaders";
import { API_METHODS } from "./apiClient";

const schema = z.object({
  EXTERNAL_API_URL: z.url(),
  EXTERNAL_API_METHOD: z.enum(API_METHODS).default("POST"),
  ...API_HEADER_VARIABLES,
  EXTERNAL_API_TIMEOUT_SECONDS: seconds(0.1, 600).default(10),
  EXTERNAL_API_MAX_PAUSE_SECONDS: seconds(1, 840).default(600),
  EXTERNAL_API_MAX_ANSWER_BYTES: z.coerce.number().int().min(1_024).default(1_048_576),
  /** Calls a second of this worker; no limit where absent. */
  EXTERNAL_API_RATE_LIMIT: z.coerce.number().positive().optional(),
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
