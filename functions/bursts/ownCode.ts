import type { Message } from "@aws-sdk/client-sqs";
import { jsonValue } from "../shared/http/jsonText";
import type { CodeLog } from "../shared/ownCode/codeLog";

/** A message as code of one's own gets it. */
export interface BurstMessage {
  /** The `id` of the body, where that is JSON with one; otherwise SQS's own, which two deliveries share, but not two sends. */
  readonly id: string;
  readonly body: string;
  /** The body's value where it is JSON; `undefined` where it is not. */
  readonly value: unknown;
  /** The texts and numbers among the message's attributes, by name. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface BurstContext {
  /** Its lines have the message's id. */
  logger: CodeLog;
  /** Aborts when the time is over, or when the worker has to end. */
  signal: AbortSignal;
  /** Milliseconds until the message counts as failed: `messageTimeoutSeconds` at first. */
  timeLeftMs(): number;
  /** How often the message was handed to a worker, this time included. */
  receiveCount: number;
}

/**
 * Processes a message. Resolved, the message's item is stored, and a repeat is not processed again. Rejected, it comes again after a while; once its
 * receives are used up, it is in the dead-letter queue. At least once: a worker that is killed between the two leaves the message to another one.
 */
export type BurstProcess = (message: BurstMessage, context: BurstContext) => Promise<void>;

/** The caller's part of a worker. */
export interface BurstCode {
  process?: BurstProcess;
}

/** A message of SQS as code of one's own gets it. */
export function burstMessage(id: string, { Body: body = "", MessageAttributes: given = {} }: Message): BurstMessage {
  const attributes = Object.entries(given).flatMap(([name, { StringValue: text }]) =>
    text === undefined ? [] : [[name, text] as const],
  );
  return { id, body, value: jsonValue(body), attributes: Object.fromEntries(attributes) };
}
