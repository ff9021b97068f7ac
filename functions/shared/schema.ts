import { en } from "zod/locales";
import { z } from "zod/mini";

// Functions of AWS Lambda take zod/mini, of which an artifact holds the checks that it uses: all of zod takes 80 KB. Unlike all of zod, it
// says in no language what is wrong unless it is told one.

/** Says what is wrong with a value that does not follow a schema, in English. */
export function check<S extends z.ZodMiniType>(schema: S, value: unknown): z.core.util.SafeParseResult<z.output<S>> {
  return z.safeParse(schema, value, { error: en().localeError });
}

/** @throws Error that says, in English, what is wrong with a value that does not follow the schema */
export function checked<S extends z.ZodMiniType>(schema: S, value: unknown): z.output<S> {
  return z.parse(schema, value, { error: en().localeError });
}
