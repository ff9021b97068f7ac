import { type Message, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { type Authorize, wayIn } from "../load/authorization";

/** The attribute that says why a message was put aside. */
const REASON = "quarantineReason";

/**
 * Sends a message to its queue again, as it came in: body and attributes, without why it was put aside.
 * @returns why it has to stay
 */
export function sendAgain(sqs: SQSClient, queueUrl: string): (message: Message) => Promise<string | undefined> {
  return async ({ Body, MessageAttributes = {} }) => {
    if (queueUrl.endsWith(".fifo")) return "a FIFO queue wants the message's group, which nobody knows any more";
    const { [REASON]: _reason, ...attributes } = MessageAttributes;
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: Body, MessageAttributes: attributes }));
    return undefined;
  };
}

/** A message of the failure queue of an event aggregator. */
interface Failure {
  eventId?: string;
  payload?: string;
  payloadTruncated?: boolean;
  summaries?: readonly string[];
}

/**
 * Posts the event that a message holds, with its own id as `Idempotency-Key`: it becomes a new event that counts once, however often it is
 * posted.
 * @returns why it has to stay
 */
export function postAgain(
  endpoint: string,
  authorize: Authorize | undefined,
  fetch: typeof globalThis.fetch,
): (message: Message) => Promise<string | undefined> {
  const url = `${endpoint}/trigger-event`;
  return async ({ Body = "" }) => {
    const { eventId, payload, payloadTruncated, summaries } = readFailure(Body);
    if (eventId === undefined || payload === undefined)
      return "it tells of a batch that Lambda gave up, and holds no event";
    if (payloadTruncated === true) return `its event is cut off: the event table has all of it, under ${eventId}`;
    if (summaries !== undefined) return `others of its summaries count it already; ${summaries.join(", ")} refused it`;
    const plain = { "content-type": "application/json", "idempotency-key": eventId };
    const headers =
      authorize === undefined ? plain : await authorize({ method: "POST", url, headers: plain, body: payload });
    const { status } = await fetch(url, { method: "POST", headers, body: payload });
    return status === 202 ? undefined : `the API answered ${status}${wayIn(status)}`;
  };
}

function readFailure(body: string): Failure {
  try {
    return JSON.parse(body) as Failure;
  } catch {
    return {};
  }
}
