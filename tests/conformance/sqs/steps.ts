import type { Step } from "../calls";

/** Sends a message, to the row's first queue unless `more` names another. */
export function send(MessageBody: string, more: object = {}): Step {
  return ["SendMessage", { MessageBody, ...more }];
}

/** Sends a message to a group, which is the first letter of the body unless `more` says otherwise. */
export function sendToGroup(MessageBody: string, more: object = {}): Step {
  return send(MessageBody, { MessageGroupId: MessageBody.charAt(0), ...more });
}

export function receive(MaxNumberOfMessages: number, more: object = {}, name = "received"): Step {
  return ["ReceiveMessage", { MaxNumberOfMessages, ...more }, name];
}

/** Deletes a message of an earlier receive. */
export function remove(at = 0, name = "received"): Step {
  return ["DeleteMessage", { ReceiptHandle: `$${name}.Messages.${at}.ReceiptHandle` }];
}

/** Changes for how many seconds a message of an earlier receive is hidden. */
export function hide(VisibilityTimeout: number, at = 0, name = "received"): Step {
  return ["ChangeMessageVisibility", { VisibilityTimeout, ReceiptHandle: `$${name}.Messages.${at}.ReceiptHandle` }];
}

export function wait(seconds: number): Step {
  return ["wait", seconds];
}

export const BODIES = "Messages.*.Body";

/** A FIFO queue that deduplicates by content. */
export const FIFO = { FifoQueue: "true", ContentBasedDeduplication: "true" };

export const RECEIVE_COUNTS = { MessageSystemAttributeNames: ["ApproximateReceiveCount"] };

/** A message that says that a parameter has a value which SQS does not take. */
export function invalidValue(message: string): object {
  return { error: "InvalidParameterValue", type: "InvalidParameterValueException", message, status: 400 };
}
