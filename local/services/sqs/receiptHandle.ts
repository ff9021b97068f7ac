import { sqsError } from "./sqsErrors";

/** One receive of one message: what a receipt handle stands for. */
export interface Receipt {
  queueName: string;
  messageId: string;
  /** The first receive from this queue is 1. */
  receive: number;
}

const SEPARATOR = " ";

/** Writes a receipt handle. It says all there is to know, so that none has to be kept. */
export function receiptHandle({ queueName, messageId, receive }: Receipt): string {
  return Buffer.from([queueName, messageId, receive].join(SEPARATOR)).toString("base64");
}

/** @throws AwsError `ReceiptHandleIsInvalid` for what is no handle of this queue */
export function readReceiptHandle(handle: unknown, queueName: string): Receipt {
  // Entries of a batch come as they were written.
  if (typeof handle !== "string") throw invalidHandle(String(handle));
  const [name, messageId = "", receive = ""] = Buffer.from(handle, "base64").toString().split(SEPARATOR);
  const receipt = { queueName, messageId, receive: Number(receive) };
  if (name !== queueName || receiptHandle(receipt) !== handle) throw invalidHandle(handle);
  return receipt;
}

export function invalidHandle(handle: string): Error {
  return sqsError("ReceiptHandleIsInvalid", `The input receipt handle "${handle}" is not a valid receipt handle.`);
}
