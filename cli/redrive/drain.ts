import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { pause } from "../load/poll";
import { queueState, stateLine } from "./deadLetters";
import type { MoveDependencies } from "./move";

export interface DrainDependencies extends MoveDependencies {
  /**
   * Seconds that a receive waits. A long poll asks every server, so that nothing is passed over (SQS Developer Guide, "Amazon SQS short and long
   * polling").
   * @default 1
   */
  waitSeconds?: number;
}

/** The account of a queue: all of its messages are in one of the two numbers. */
export interface DrainAccount {
  moved: number;
  /** In the queue afterwards, in flight or not. */
  left: number;
}

const MAX_BATCH = 10;
/** Seconds for which a message is hidden while it is moved; whatever stays is given back at once. */
const VISIBILITY_TIMEOUT = 120;
/** Messages between two lines about progress. */
const SHOWN_EVERY = 100;
const MAX_REASONS = 5;

/**
 * Takes each message out of a queue by a move of its own, and deletes it when that is done; what cannot be moved stays, and its reason is
 * told. What fails again meanwhile is left, too. At least once: whoever is stopped between the move and the deletion leaves the message in both places.
 *
 * @param move resolves to why the message has to stay; `undefined` where it has moved
 * @param rate messages a second, at most
 */
export async function drain(
  { sqs, clock, print, waitSeconds = 1 }: DrainDependencies,
  queueUrl: string,
  move: (message: Message) => Promise<string | undefined>,
  rate?: number,
): Promise<DrainAccount> {
  const before = await queueState(sqs, queueUrl);
  print(stateLine(before, queueUrl, "message"));
  const staying = new Map<string, { receipt: string; reason: string }>();
  let moved = 0;
  // No more than were there at first: one that fails again is in the queue again, as a new message, and would be moved for ever.
  while (moved + staying.size < before.waiting) {
    const startedAt = clock.now();
    const most = Math.min(MAX_BATCH, before.waiting - moved - staying.size);
    const found = await receive(sqs, queueUrl, { most, waitSeconds });
    // One that stays comes again only when its time is over: then everything was looked at.
    const fresh = found.filter(({ MessageId: id = "" }) => !staying.has(id));
    if (fresh.length === 0) break;
    for (const message of fresh) {
      const reason = await move(message).catch((error: Error) => error.message);
      if (reason === undefined) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
        moved += 1;
        if (moved % SHOWN_EVERY === 0) print(`${moved} moved`);
      } else staying.set(message.MessageId ?? "", { receipt: message.ReceiptHandle ?? "", reason });
    }
    if (rate !== undefined) await pause(clock, Math.max(0, startedAt + (1000 * fresh.length) / rate - clock.now()));
  }
  for (const { receipt } of staying.values()) {
    await sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle: receipt, VisibilityTimeout: 0 }),
    );
  }
  for (const [id, { reason }] of [...staying].slice(0, MAX_REASONS)) print(`  ${id} stays: ${reason}`);
  if (staying.size > MAX_REASONS) print(`  and ${staying.size - MAX_REASONS} more stay`);
  const { waiting, inFlight } = await queueState(sqs, queueUrl);
  const left = waiting + inFlight;
  print(`moved ${moved}, left ${left}`);
  return { moved, left };
}

async function receive(
  sqs: SQSClient,
  QueueUrl: string,
  { most, waitSeconds }: { most: number; waitSeconds: number },
): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: most,
      VisibilityTimeout: VISIBILITY_TIMEOUT,
      MessageAttributeNames: ["All"],
      WaitTimeSeconds: waitSeconds,
    }),
  );
  return Messages;
}
