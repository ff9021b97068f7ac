import type { Message } from "@aws-sdk/client-sqs";

/** The facts that a worker gives to the code that processes a message. */
export interface MessageContext {
  /** How often SQS has handed the message out, this time included. */
  receiveCount: number;
  /** Aborts when waits and retries have lost their point: the worker stops, or the message has been in hand for too long. */
  waitSignal: AbortSignal;
  /** Aborts when even what is under way has to end. */
  signal: AbortSignal;
}

/**
 * Processes a message. Resolved, the message is deleted; rejected, it comes back after a while, or, once its receives are used up,
 * moves to the dead-letter queue.
 */
export type Handle = (message: Message, context: MessageContext) => Promise<void>;

/** Why a message goes back to its queue at once, without having failed. */
export class HandBack extends Error {
  override name = "HandBack";

  constructor() {
    super("the worker stops: another one takes the message");
  }
}

/** Why a worker gives up a message that waits for a service which is down. */
export class HeldTooLong extends Error {
  override name = "HeldTooLong";

  constructor(heldMs: number) {
    super(`the message has been in hand for ${Math.round(heldMs / 1000)} s, and what it waits for did not come`);
  }
}
