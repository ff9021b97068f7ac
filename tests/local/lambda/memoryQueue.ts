import type { QueueMessage, Sqs } from "../../../local/services/sqs/sqs";

/** One queue in memory, whose received messages stay invisible until a test or the event source brings them back. */
export class MemoryQueue implements Pick<Sqs, "receive" | "deleteMessages" | "changeVisibility" | "attributes"> {
  visibilityTimeout = 30;
  readonly deleted: string[] = [];
  readonly givenBack: string[] = [];
  receives = 0;
  #visible: QueueMessage[] = [];
  readonly #waiting = new Set<() => void>();

  put(...bodies: string[]): void {
    this.#visible.push(...bodies.map(message));
    for (const wake of this.#waiting) {
      wake();
    }
  }

  async receive(_arn: string, { max, signal }: { max: number; waitSeconds: number; signal: AbortSignal }) {
    this.receives += 1;
    if (this.#visible.length === 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
        signal.addEventListener("abort", () => resolve());
      });
    }
    return this.#visible.splice(0, max);
  }

  async deleteMessages(_arn: string, receiptHandles: readonly string[]): Promise<void> {
    this.deleted.push(...receiptHandles);
  }

  async changeVisibility(_arn: string, receiptHandle: string): Promise<void> {
    this.givenBack.push(receiptHandle);
  }

  async attributes() {
    return { VisibilityTimeout: String(this.visibilityTimeout) };
  }
}

function message(body: string): QueueMessage {
  return {
    messageId: `id-${body}`,
    receiptHandle: `handle-${body}`,
    body,
    attributes: { ApproximateReceiveCount: "1" },
    messageAttributes: { trace: { dataType: "String", stringValue: "t" } },
    md5OfBody: "md5",
  };
}
