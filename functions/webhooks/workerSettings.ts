import { z } from "zod";
import { type Environment, readEnvironment, seconds } from "../shared/environment";
import { DATABASE_VARIABLES } from "../shared/postgres/databaseSettings";

const schema = z.object({
  QUEUE_URL: z.url(),
  QUARANTINE_QUEUE_URL: z.url(),
  ...DATABASE_VARIABLES,
  /** The secrets and headers that the sources sign with: see `readSigningSources`. */
  WEBHOOK_SECRETS: z.string().default("{}"),
  MESSAGES_AT_ONCE: z.coerce.number().int().min(1).max(1000).default(50),
  /** All tries of one service for one message; waiting for a service that is down does not count. */
  MESSAGE_TIMEOUT_SECONDS: seconds(1, 600).default(30),
  VISIBILITY_TIMEOUT_SECONDS: z.coerce.number().int().min(10).max(43_200).default(180),
  /** The longest that a worker which is told to stop waits for what is under way: one call of the external API, or one delivery. */
  CALL_TIMEOUT_SECONDS: seconds(0.1, 600).default(10),
  STOP_TIMEOUT_SECONDS: seconds(2, 120).default(60),
  ECS_AGENT_URI: z.url().optional(),
});

/** The environment variables of a webhook worker. */
export type WorkerSettings = z.output<typeof schema>;

/** @throws Error that names each variable that is missing or wrong */
export function readWorkerSettings(environment: Environment): WorkerSettings {
  return readEnvironment("webhook worker", schema, environment);
}
