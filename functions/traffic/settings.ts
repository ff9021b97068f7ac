import { z } from "zod";
import { type Environment, json, readEnvironment } from "../shared/environment";

const schema = z
  .object({
    CLUSTER: z.string().min(1),
    SERVICE: z.string().min(1),
    DURATION_SECONDS: z.coerce.number().positive(),
    REQUESTS_PER_SECOND: z.coerce.number().positive().default(1),
    FIELDS: json(
      z.array(z.object({ name: z.string(), pattern: z.string().exactOptional(), maxLength: z.int().min(1) })).min(1),
    ),
    INVALID_PERCENT: json(z.record(z.string(), z.number())),
    TARGET_URL: z.url().optional(),
    METHOD: z.string().default("GET"),
    HEADERS: json(z.record(z.string(), z.string())).default({}),
    REQUEST_TIMEOUT_SECONDS: z.coerce.number().positive().default(10),
    STREAM_NAME: z.string().min(1).optional(),
  })
  .refine(({ TARGET_URL, STREAM_NAME }) => (TARGET_URL === undefined) !== (STREAM_NAME === undefined), {
    error: "exactly one of TARGET_URL and STREAM_NAME must be set",
  });

/** The environment variables of a traffic simulator. */
export type SimulatorSettings = z.output<typeof schema>;

/** @throws Error that names each variable that is missing or wrong */
export function readSimulatorSettings(environment: Environment): SimulatorSettings {
  return readEnvironment("traffic simulator", schema, environment);
}
