import { z } from "zod";
import { type Environment, readEnvironment } from "../shared/environment";

const flag = z.enum(["true", "false"]).transform((text) => text === "true");
const seconds = z.coerce.number().int().min(1);

/** The environment variables by which `ScheduledFargateJobs` tells a task of its job, and the schedule of its run. */
const schema = () =>
  z.object({
    JOB_NAME: z.string().min(1),
    JOB_RUN_TABLE: z.string().min(1),
    JOB_SCHEDULE: z.string().min(1),
    JOB_TIMEZONE: z.string().min(1),
    JOB_CATCH_UP: flag,
    JOB_OVERLAP: flag,
    JOB_TIMEOUT_SECONDS: seconds,
    JOB_LEASE_SECONDS: seconds,
    JOB_STOP_TIMEOUT_SECONDS: seconds,
    /** ISO 8601; absent where a person runs the task, whose run is one of its own. */
    JOB_SCHEDULED_TIME: z.iso.datetime().optional(),
  });

export type JobSettings = z.output<ReturnType<typeof schema>>;

/** @throws Error that names each variable that is missing or wrong */
export function readJobSettings(environment: Environment): JobSettings {
  return readEnvironment("job", schema(), environment);
}
