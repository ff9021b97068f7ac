import { createHash } from "node:crypto";
import { type MessageAttributeValue, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { isTransient } from "../awsErrors";
import { type HttpHandler, headerOf, problem, problemReply } from "../http/reply";
import { createTelemetry } from "../telemetry";
import { type Delivery, HEADER_ATTRIBUTE } from "./delivery";
import { challengeReply, handshakeReply } from "./handshakes";
import { judgeDelivery } from "./signature";
import { readSigningSources, type SigningSource, type SigningSources } from "./signingSources";

export interface FrontDependencies {
  sqs: SQSClient;
  queueUrl: string;
  /** The secrets of the sources, as `readSigningSources` reads them. */
  readSecrets(): Promise<string>;
  /** Names the header with the message group, where the queue is a FIFO queue. */
  groupIdHeader?: string;
  /** Milliseconds since the Unix epoch. @default `Date.now` */
  now?: () => number;
}

/** Milliseconds after which the secrets are read anew; and before they are read anew for a signature that is wrong by those there are. */
const KEPT_MS = 300_000;
const KEPT_AT_LEAST_MS = 10_000;
/** A message takes 1 MiB, its attributes included (Amazon SQS API reference, "SendMessage"). */
const LARGEST_BODY_BYTES = 1_048_576 - 8_192;

/**
 * Handles `POST /webhook/<source>` for sources that want an answer that a queue cannot give: refuses what is signed wrong with 401,
 * answers the handshakes of Slack, Zoom, Discord and Meta (`GET`, too), and puts the rest into the queue as API Gateway itself would. The
 * workers check it again: this function decides about the answer alone.
 * @throws what the SDK throws on faults that no repeat cures
 */
export function createFront(dependencies: FrontDependencies): HttpHandler {
  const { sqs, queueUrl, readSecrets, groupIdHeader, now = Date.now } = dependencies;
  const { logger, count } = createTelemetry();
  let known: { sources: SigningSources; readAt: number } | undefined;

  const sourcesOf = async (maxAgeMs: number): Promise<SigningSources> => {
    if (known === undefined || now() - known.readAt >= maxAgeMs) {
      known = { sources: readSigningSources(await readSecrets()), readAt: now() };
    }
    return known.sources;
  };

  const accept = async (event: APIGatewayProxyEventV2, name: string): Promise<APIGatewayProxyStructuredResultV2> => {
    const sources = await sourcesOf(KEPT_MS);
    const source = sources.get(name);
    if (source === undefined) throw new Error(`The secret holds nothing for the source ${name}`);
    if (event.requestContext.http.method === "GET") return challengeReply(source, event);

    const body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
    const groupId = groupIdHeader === undefined ? undefined : headerOf(event, groupIdHeader);
    if (body.length === 0) return refusal("empty-body", 400, "The request has no body.");
    if (body.length > LARGEST_BODY_BYTES)
      return refusal("too-large", 413, `A body has at most ${LARGEST_BODY_BYTES} bytes.`);
    if (groupIdHeader !== undefined && !groupId)
      return refusal("no-group", 400, `The header ${groupIdHeader} is missing.`);
    if (source.deliveryIdHeader !== undefined && !headerOf(event, source.deliveryIdHeader))
      return refusal("no-delivery-id", 400, `The header ${source.deliveryIdHeader} is missing.`);
    const missing = source.headers?.find((header) => !headerOf(event, header));
    if (missing !== undefined) return refusal("no-header", 400, `The header ${missing} is missing.`);

    const received = receivedBy(event, name, source, body);
    let judged = judgeDelivery(received, sources);
    // The secret may have been changed a moment ago.
    if ("fault" in judged) judged = judgeDelivery(received, await sourcesOf(KEPT_AT_LEAST_MS));
    if ("fault" in judged) {
      count({ SignatureRejected: 1 });
      logger.warn("refused: not signed as its source signs", { source: name, fault: judged.fault });
      return refusal("wrong-signature", 401, `The signature is ${judged.fault}.`);
    }
    const handshake = handshakeReply(source, body);
    if (handshake !== undefined) return handshake;
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: received.body,
        MessageAttributes: attributesOf(received, source, event),
        ...(groupId !== undefined && { MessageGroupId: groupId, MessageDeduplicationId: digestOf(judged.delivery) }),
      }),
    );
    return source.schemeName === "discord" ? { statusCode: 204 } : { statusCode: 200 };
  };

  return async (event) => {
    const name = event.routeKey.split("/").at(-1) ?? "";
    try {
      return await accept(event, name);
    } catch (error) {
      if (!isTransient(error)) throw error;
      logger.error("A webhook could not be accepted", { source: name, error });
      const content = problem("unavailable", 503, "Unavailable", "This cannot be accepted just now; send it again.");
      return problemReply(content, { "retry-after": "2" });
    }
  };
}

function receivedBy(event: APIGatewayProxyEventV2, name: string, source: SigningSource, body: Buffer): Delivery {
  const { scheme, deliveryIdHeader = scheme.headers.deliveryId } = source;
  const header = (wanted: string | undefined) => (wanted === undefined ? undefined : headerOf(event, wanted));
  const { requestId, timeEpoch } = event.requestContext;
  const [signature, timestamp] = [header(scheme.headers.signature), header(scheme.headers.timestamp)];
  return {
    id: header(deliveryIdHeader) || requestId,
    source: name,
    body: messageText(body),
    ...(signature !== undefined && { signature }),
    ...(timestamp !== undefined && { timestamp }),
    receivedAt: new Date(timeEpoch),
  };
}

function attributesOf(delivery: Delivery, { headers = [] }: SigningSource, event: APIGatewayProxyEventV2) {
  const { requestContext } = event;
  const values = {
    ...Object.fromEntries(headers.map((header) => [`${HEADER_ATTRIBUTE}${header}`, headerOf(event, header)])),
    signature: delivery.signature,
    timestamp: delivery.timestamp,
    deliveryId: delivery.id,
    requestId: requestContext.requestId,
    receivedAt: String(delivery.receivedAt.getTime()),
    source: delivery.source,
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, MessageAttributeValue][] =>
      value ? [[name, { DataType: "String", StringValue: value }]] : [],
    ),
  );
}

/** Characters that no message may hold (Amazon SQS API reference, "SendMessage"). */
const NOT_IN_A_MESSAGE = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** The body as a text that a message can hold; in base64 where it is none, as the workers expect it. */
function messageText(body: Buffer): string {
  const text = body.toString("utf8");
  const isText = Buffer.from(text).equals(body) && !NOT_IN_A_MESSAGE.test(text);
  return isText ? text : body.toString("base64");
}

/** A deduplication id takes 128 characters of fewer kinds than a sender's id may have. */
function digestOf({ source, id }: Delivery): string {
  return createHash("sha256")
    .update(JSON.stringify([source, id]))
    .digest("hex");
}

function refusal(name: string, status: number, detail: string): APIGatewayProxyStructuredResultV2 {
  return problemReply(problem(name, status, "Not accepted", detail));
}
