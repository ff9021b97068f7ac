import { z } from "zod";
import { type Environment, readEnvironment, seconds } from "../shared/environment";
import { DATABASE_VARIABLES } from "../shared/postgres/databaseSettings";
import { API_VARIABLES, apiHeaders } from "../shared/queueWorker/apiVariables";
import { isJsonPointer } from "./jsonPointer";

/** Environment variables of both kinds of worker. */
const shared = {
  TRACKING_TABLE: z.string().min(1),
  QUIET_SECONDS: seconds(1, 86_400).default(60),
  MAX_WAIT_SECONDS: seconds(1, 604_800).default(900),
  STOP_TIMEOUT_SECONDS: seconds(2, 120).default(60),
};

const handlerSchema = z.object({
  ...shared,
  QUEUE_URL: z.url(),
  QUARANTINE_QUEUE_URL: z.url(),
  /** The secrets and headers that the sources sign with: see `readSigningSources`. */
  WEBHOOK_SECRETS: z.string().default("{}"),
  ENTITY_ID_POINTER: z.string().refine(isJsonPointer, "must be a JSON pointer, such as /entityId").default("/entityId"),
  MESSAGES_AT_ONCE: z.coerce.number().int().min(1).max(1000).default(100),
  VISIBILITY_TIMEOUT_SECONDS: z.coerce.number().int().min(10).max(43_200).default(60),
});

const processorSchema = z.object({
  ...shared,
  /** The entity's id is appended to it; absent where code of one's own fetches states. */
  EXTERNAL_API_URL: z.url().optional(),
  ...API_VARIABLES,
  ...DATABASE_VARIABLES,
  ENTITIES_AT_ONCE: z.coerce.number().int().min(1).max(1000).default(50),
  LEASE_SECONDS: seconds(3, 3600).default(30),
  ECS_AGENT_URI: z.url().optional(),
});

export type HandlerSettings = z.output<typeof handlerSchema>;
export type ProcessorSettings = z.output<typeof processorSchema> & {
  /** The headers of each call of the external API, credentials among them. */
  headers: Record<string, string>;
};

/** @throws Error that names each variable that is missing or wrong */
export function readHandlerSettings(environment: Environment): HandlerSettings {
  return readEnvironment("debounce handler", handlerSchema, environment);
}

/** @throws Error that names each variable that is missing or wrong */
export function readProcessorSettings(environment: Environment): ProcessorSettings {
  const settings = readEnvironment("debounce processor", processorSchema, environment);
  return { ...settings, headers: apiHeaders(settings, environment) };
}
