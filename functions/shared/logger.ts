import { Logger } from "@aws-lambda-powertools/logger";

/**
 * Makes a logger. Lines are to hold ids and nobody's data: of an error they have the name, the message, the stack, the causes and the codes, and none of
 * the members in which the SDK hands over an item (`Item`, `CancellationReasons`) and Postgres a row (`detail`, `where`).
 */
export function createLogger(serviceName: string): Logger {
  return new Logger({
    serviceName,
    jsonReplacerFn: (_key, value) => (value instanceof Error ? withoutData(value) : value),
  });
}

function withoutData(error: Error): Error {
  const { name, message, stack, cause, code, $metadata } = error as Error & { code?: unknown; $metadata?: unknown };
  const bare = new Error(message, cause instanceof Error ? { cause: withoutData(cause) } : {});
  return Object.assign(bare, {
    ...{ name, ...(stack !== undefined && { stack }) },
    ...(code !== undefined && { code }),
    ...($metadata !== undefined && { $metadata }),
  });
}
