import type { Message } from "@aws-sdk/client-sqs";

/** A webhook as its sender delivered it. */
export interface Delivery {
  /** The sender's own id where the source sends one, so that its repeats are known; otherwise that of the request. Unique in its source. */
  id: string;
  source: string;
  /** As text: an HTTP API hands nothing else to SQS. */
  body: string;
  /** The value of the signature header, where the source's route asks for one. */
  signature?: string;
  /** The value of the header that says when the source signed, where its route asks for one. */
  timestamp?: string;
  /** Those that the source's argument `headers` names, in lower case. @default none */
  headers?: Readonly<Record<string, string>>;
  /** When API Gateway had it; a message that is redriven is a new one to SQS, and says nothing about that. */
  receivedAt: Date;
  /** The source signs the id: who sends it again sends what was sent before. @default false */
  isIdSigned?: boolean;
}

/** Begins the names of the message attributes that hold headers. */
export const HEADER_ATTRIBUTE = "header.";

/**
 * Reads a message of the webhook queue: the body is the webhook's own, the rest is in message attributes. docs/http-api-to-sqs.md
 * says how they get there.
 * @throws Error naming the attribute that a message lacks, such as one that somebody sent to the queue by hand
 */
export function readDelivery({ MessageId, Body = "", Attributes, MessageAttributes = {} }: Message): Delivery {
  const attribute = (name: string) => MessageAttributes[name]?.StringValue;
  const need = (name: string, value: string | undefined): string => {
    if (value !== undefined && value !== "") return value;
    throw new Error(`Message ${MessageId} is no webhook: it has no attribute ${name}. Send it through the API.`);
  };
  const [signature, timestamp] = [attribute("signature"), attribute("timestamp")];
  const headers = Object.entries(MessageAttributes).flatMap(([name, { StringValue = "" }]) =>
    name.startsWith(HEADER_ATTRIBUTE) ? [[name.slice(HEADER_ATTRIBUTE.length), StringValue]] : [],
  );
  return {
    id: need("deliveryId or requestId", attribute("deliveryId") || attribute("requestId")),
    source: need("source", attribute("source")),
    body: Body,
    ...(signature !== undefined && { signature }),
    ...(timestamp !== undefined && { timestamp }),
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
    receivedAt: new Date(Number(need("SentTimestamp", attribute("receivedAt") || Attributes?.SentTimestamp))),
  };
}
