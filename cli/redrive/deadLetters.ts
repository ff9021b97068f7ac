import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

/** A queue as its attributes tell; both numbers are approximate. */
export interface QueueState {
  arn: string;
  waiting: number;
  /** Received by somebody, and neither deleted nor visible again. */
  inFlight: number;
}

const SHOWN = 5;
/** Seconds; given back at once, and this long only if that fails. */
const VISIBILITY_TIMEOUT = 10;
const MAX_SHOWN_VALUE = 60;

export async function queueState(sqs: SQSClient, QueueUrl: string): Promise<QueueState> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ["QueueArn", "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return {
    arn: Attributes.QueueArn ?? "",
    waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}

/** `3 dead letters wait in http://... (1 more is in flight)` */
export function stateLine({ waiting, inFlight }: QueueState, queueUrl: string, what = "dead letter"): string {
  const more = inFlight > 0 ? ` (${inFlight} more in flight: they are hidden until they are visible again)` : "";
  return `${waiting} ${what}${waiting === 1 ? "" : "s"} in ${queueUrl}${more}`;
}

/**
 * The messages that a redrive would move: how many, and the age, size and attributes of some. Bodies are not shown: they may hold what
 * is not for a terminal's history. Looking counts as a receive of the messages that are shown, which a dead-letter queue does not
 * mind.
 *
 * @param now milliseconds since the Unix epoch
 */
export async function describeDeadLetters(
  sqs: SQSClient,
  { url, to, what }: { url: string; to: string; what?: string },
  now: number,
): Promise<{ waiting: number; lines: readonly string[] }> {
  const state = await queueState(sqs, url);
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: SHOWN,
      VisibilityTimeout: VISIBILITY_TIMEOUT,
      MessageSystemAttributeNames: ["SentTimestamp"],
      MessageAttributeNames: ["All"],
    }),
  );
  for (const { ReceiptHandle } of Messages) {
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }));
  }
  const lines = [
    stateLine(state, url, what),
    ...Messages.map((message) => `  ${describe(message, now)}`),
    ...(state.waiting > Messages.length ? [`  and ${state.waiting - Messages.length} more`] : []),
    `dry run: nothing was moved to ${to}`,
  ];
  return { waiting: state.waiting + state.inFlight, lines };
}

function describe({ MessageId, Body = "", Attributes, MessageAttributes = {} }: Message, now: number): string {
  const attributes = Object.entries(MessageAttributes)
    .map(([name, { StringValue = "(bytes)" }]) => ` ${name}=${shortened(StringValue)}`)
    .sort();
  const age = duration(now - Number(Attributes?.SentTimestamp ?? now));
  return `${MessageId} sent ${age} ago, ${Buffer.byteLength(Body)} bytes${attributes.join("")}`;
}

/** Quotes a text from outside: it must not move the cursor of a terminal, or be mistaken for the next attribute. */
function shortened(value: string): string {
  const text = value.length > MAX_SHOWN_VALUE ? `${value.slice(0, MAX_SHOWN_VALUE)}...` : value;
  return /^[\w.:/=+-]+$/.test(text) ? text : JSON.stringify(text);
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
] as const;

/** The two largest units: `2 d 3 h`, `5 min 12 s`. */
function duration(ms: number): string {
  let left = Math.max(0, ms);
  const parts: string[] = [];
  for (const [unit, length] of UNITS) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  parts.push(`${Math.floor(left / 1000)} s`);
  return parts.slice(0, 2).join(" ");
}
