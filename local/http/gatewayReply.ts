/** A reply to the client, header names in lower case. */
export interface Reply {
  status: number;
  /** A header of several values is sent once for each. */
  headers: Record<string, string | string[]>;
  /** One `set-cookie` header each. */
  cookies: readonly string[];
  body: Buffer;
}

/**
 * An answer that the API gives itself, in the words of AWS.
 * @example gatewayReply(404, "Not Found") // {"message":"Not Found"}
 */
export function gatewayReply(status: number, message: string): Reply {
  return {
    status,
    headers: { "content-type": "application/json" },
    cookies: [],
    body: Buffer.from(JSON.stringify({ message })),
  };
}
