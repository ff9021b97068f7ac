import type { SentName } from "../../http/replyHeaders";

// Sources: API Gateway Developer Guide, "Amazon API Gateway important notes for REST APIs", and the headers that AWS was seen to hand on
// for a regional API (LocalStack, tests/aws/services/apigateway/test_apigateway_integrations.snapshot.json, "header_remapping").

const NOT_HANDED_ON = new Set([
  "connection",
  "content-length",
  "content-md5",
  "expect",
  "keep-alive",
  "max-forwards",
  "proxy-authenticate",
  "proxy-connection",
  "server",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "www-authenticate",
]);

/** Tells if a header of the request, its name in lower case, gets to integrations and templates. */
export function isHandedOn(name: string): boolean {
  return !NOT_HANDED_ON.has(name);
}

const NOT_SENT = new Set(["keep-alive", "proxy-connection", "transfer-encoding"]);

const REMAPPED = new Set([
  "authorization",
  "connection",
  "content-length",
  "content-md5",
  "date",
  "expect",
  "host",
  "max-forwards",
  "proxy-authenticate",
  "server",
  "trailer",
  "upgrade",
  "user-agent",
  "www-authenticate",
]);

/** Renames what an integration may not set: a client gets `Server` as `x-amzn-Remapped-Server`. */
export const remapped: SentName = (name) => {
  if (NOT_SENT.has(name)) return undefined;
  return REMAPPED.has(name) ? `x-amzn-remapped-${name}` : name;
};
