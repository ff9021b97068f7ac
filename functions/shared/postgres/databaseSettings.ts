import { z } from "zod";

/** The environment variables that say where a worker's database is, and who opens it. */
export const DATABASE_VARIABLES = {
  DATABASE_HOST: z.string().min(1),
  DATABASE_PORT: z.coerce.number().int().min(1).max(65_535),
  DATABASE_NAME: z.string().min(1),
  /** ARN of the secret `{"username": ..., "password": ...}` of the database's owner, who migrates it. */
  DATABASE_SECRET_ARN: z.string().min(1),
  /** ARN of the secret of the role that the worker connects as; the first worker gives it a value. */
  DATABASE_APP_SECRET_ARN: z.string().min(1),
  /** Begins the names of the tables of migrations, where the database is not the worker's alone. */
  DATABASE_MIGRATIONS_PREFIX: z
    .string()
    .regex(/^[a-z0-9_]{0,40}$/, "must be of a-z, 0-9 and _")
    .default(""),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).default(5),
};

/** The values of {@link DATABASE_VARIABLES}. */
export type DatabaseSettings = z.output<z.ZodObject<typeof DATABASE_VARIABLES>>;
