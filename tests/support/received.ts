import type { Services } from "../../local/services";
import type { QueueMessage } from "../../local/services/sqs/sqs";

/** Receives from a queue until it gives something: how long that takes is the machine's affair, and a test's own limit ends the wait. */
export async function received(sqs: Services["sqs"], queueArn: string): Promise<readonly QueueMessage[]> {
  for (;;) {
    const options = { max: 10, waitSeconds: 20, signal: new AbortController().signal };
    const messages = await sqs.receive(queueArn, options);
    if (messages.length > 0) return messages;
  }
}
