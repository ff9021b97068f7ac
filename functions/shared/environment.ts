import { z } from "zod";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment variables of a program.
 * @param program its name, for the message
 * @throws Error that names each variable that is missing or wrong
 */
export function readEnvironment<Schema extends z.ZodType>(
  program: string,
  expected: Schema,
  environment: Environment,
): z.output<Schema> {
  const parsed = expected.safeParse(environment);
  if (parsed.success) return parsed.data;
  throw new Error(`The ${program}'s environment variables:\n${z.prettifyError(parsed.error)}`);
}

/** A variable with a number of seconds. */
export const seconds = (min: number, max: number) => z.coerce.number().min(min).max(max);

/** A variable with JSON text, whose value the schema describes. */
export const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue("must be JSON");
        return z.NEVER;
      }
    })
    .pipe(schema);
