import { z } from "zod";
import { type Environment, readEnvironment } from "../shared/environment";

export type WorkerSettings = ReturnType<typeof readWorkerSettings>;

/**
 * The environment variables of a burst worker.
 * @throws Error that names each variable that is missing or wrong
 */
export function readWorkerSettings(environment: Environment) {
  const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
  const schema = z.object({
    QUEUE_URL: z.url(),
    ITEM_TABLE: z.string().min(1),
    WORKER_TABLE: z.string().min(1),
    MESSAGES_AT_ONCE: whole(1, 1_000),
    /** Receives in a row that bring nothing, before the worker leaves. */
    EMPTY_POLLS: whole(1, 100),
    /** Seconds that a receive waits for a message. */
    POLL_SECONDS: whole(1, 20),
    /** The time of code of one's own for one message. */
    MESSAGE_TIMEOUT_SECONDS: whole(1, 600).default(30),
    VISIBILITY_TIMEOUT_SECONDS: whole(10, 43_200),
    STOP_TIMEOUT_SECONDS: whole(2, 120),
    /** ECS sets it in every task. */
    ECS_CONTAINER_METADATA_URI_V4: z.url(),
  });
  return readEnvironment("burst worker", schema, environment);
}
