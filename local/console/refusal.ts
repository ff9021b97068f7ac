import type { IncomingMessage } from "node:http";
import { type ReadTable, strangerOf } from "../base/peerUser";

/** A request that the console does not answer: it acts as the person at the laptop, so nobody else may have it act. */
export interface Refusal {
  status: number;
  message: string;
}

/**
 * Finds a reason to refuse a request to the console's API. The edge has checked its host, so a page that had a name point at this machine
 * has come no further; a page of another origin, of another port of this machine too, is told by what browsers add and pages cannot
 * change; and a process of another user by its end of the connection.
 *
 * Source: Fetch Metadata Request Headers (W3C), "Sec-Fetch-Site"; RFC 6454, "The Web Origin Concept"
 */
export function refusalOf(
  { method = "GET", headers, socket }: Pick<IncomingMessage, "method" | "headers" | "socket">,
  read?: ReadTable,
): Refusal | undefined {
  const { host = "", origin } = headers;
  const site = headers["sec-fetch-site"];
  if (site !== "same-origin") {
    return forbidden("the console's API answers the console's own page only: open it in a browser");
  }
  const isOwn = origin === `http://${host}` || origin === `https://${host}`;
  if (origin === undefined ? method !== "GET" : !isOwn) {
    return forbidden(`the console's API answers http://${host} only, not ${origin ?? "a request without an origin"}`);
  }
  if (method !== "GET" && method !== "POST") return { status: 405, message: `the console's API knows no ${method}` };
  if (method === "POST" && headers["content-type"] !== "application/json") {
    return { status: 415, message: "the console's API takes application/json" };
  }
  const stranger = strangerOf(`${socket.remoteAddress}:${socket.remotePort}`, socket.localPort ?? 0, read);
  if (stranger !== undefined) {
    return forbidden(`the console serves the user who started the local cloud, not user ${stranger}`);
  }
  return undefined;
}

function forbidden(message: string): Refusal {
  return { status: 403, message };
}
