import { z } from "zod";
import { type Environment, readEnvironment } from "../shared/environment";

const schema = z
  .object({
    BUCKET_NAME: z.string().min(3),
    /** The URL of a database that is hosted elsewhere; else the five below say where the stack's own is. */
    DATABASE_URL: z.string().optional(),
    DATABASE_HOST: z.string().optional(),
    DATABASE_PORT: z.coerce.number().int().min(1).max(65_535).default(5432),
    DATABASE_NAME: z.string().optional(),
    /** ARN of the secret `{"username": ..., "password": ...}`. */
    DATABASE_SECRET_ARN: z.string().optional(),
    /** ARN of the secret of the role that jobs connect as; the owner migrates the database. */
    DATABASE_APP_SECRET_ARN: z.string().optional(),
  })
  .refine(
    ({ DATABASE_URL: url, ...own }) =>
      url !== undefined ||
      [own.DATABASE_HOST, own.DATABASE_NAME, own.DATABASE_SECRET_ARN, own.DATABASE_APP_SECRET_ARN].every(
        (value) => value !== undefined,
      ),
    "DATABASE_URL must be set, or DATABASE_HOST, DATABASE_NAME, DATABASE_SECRET_ARN and DATABASE_APP_SECRET_ARN",
  );

/** The environment variables of a job, besides its name. */
export type JobSettings = z.output<typeof schema>;

/** @throws Error that names each variable that is missing or wrong */
export function readJobSettings(environment: Environment): JobSettings {
  return readEnvironment("job", schema, environment);
}
