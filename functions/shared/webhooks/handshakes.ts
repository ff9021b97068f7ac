import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { jsonReply, problem, problemReply } from "../http/reply";
import { jsonBody, textAt } from "./signedBody";
import type { SigningSource } from "./signingSources";

type Reply = APIGatewayProxyStructuredResultV2;

/**
 * Answers a request that is signed right and is no webhook, but a sender's question who is there.
 * @returns nothing for a webhook
 */
export function handshakeReply({ schemeName, secrets: [secret = ""] }: SigningSource, body: Buffer): Reply | undefined {
  const text = (...path: string[]) => textAt(contentOf(body), ...path);
  switch (schemeName) {
    case "slack":
      return text("type") === "url_verification" ? jsonReply(200, { challenge: text("challenge") ?? "" }) : undefined;
    case "zoom": {
      if (text("event") !== "endpoint.url_validation") return undefined;
      const plainToken = text("payload", "plainToken") ?? "";
      return jsonReply(200, {
        plainToken,
        encryptedToken: createHmac("sha256", secret).update(plainToken).digest("hex"),
      });
    }
    case "discord":
      return text("type") === "0" ? { statusCode: 204 } : undefined;
    default:
      return undefined;
  }
}

/** Answers Meta's question, a GET that holds the word which it was told; 403 for whoever does not know it. */
export function challengeReply({ verifyToken }: SigningSource, event: APIGatewayProxyEventV2): Reply {
  const query = event.queryStringParameters ?? {};
  const isKnown = verifyToken !== undefined && isSame(query["hub.verify_token"] ?? "", verifyToken);
  if (query["hub.mode"] !== "subscribe" || !isKnown) {
    return problemReply(
      problem("wrong-verify-token", 403, "Wrong verify token", "The hub.verify_token is another one."),
    );
  }
  const headers = { "content-type": "text/plain", "x-content-type-options": "nosniff", "cache-control": "no-store" };
  return { statusCode: 200, headers, body: query["hub.challenge"] ?? "" };
}

/** Compares digests, so that the time tells nothing about how much of a text is right. */
function isSame(given: string, right: string): boolean {
  const [one, other] = [given, right].map((text) => createHash("sha256").update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

function contentOf(body: Buffer): unknown {
  try {
    return jsonBody(body);
  } catch {
    return undefined;
  }
}
