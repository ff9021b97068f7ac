import type { Received } from "../local/apigatewayv2/apiUnderTest";

/** A request to an API, and what of the outcome is looked at. */
export interface HttpAsk {
  /** @default "GET" */
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
}

/**
 * Picks parts of an outcome, by their names: `"status"`, `"body"`, `"header.x-a"`, and what the function got, `"event"` or a place in it such
 * as `"event.requestContext.path"`.
 */
export function picked(see: readonly string[], received: Received, event: unknown): Record<string, unknown> {
  return Object.fromEntries(
    see.map((name) => {
      if (name === "status") return [name, received.status];
      if (name === "body") return [name, received.body];
      if (name === "bytes") return [name, received.bytes.toString("hex")];
      const [place, ...steps] = name.split(".");
      if (place === "header") return [name, received.headers[steps.join(".")]];
      return [name, steps.reduce<unknown>(memberOf, JSON.parse(JSON.stringify(event ?? null)))];
    }),
  );
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

export function sent({ headers, body }: HttpAsk): {
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
} {
  return { ...(headers !== undefined && { headers: { ...headers } }), ...(body !== undefined && { body }) };
}
