import { createHash, randomUUID } from "node:crypto";
import type { KeptMap, KeptMaps } from "../../base/keptMaps";
import { Deduplication } from "../sqs/deduplication";
import { invalid } from "./publication";
import type { Publication, TopicSpec } from "./sns";

/** A message that a FIFO topic has taken. */
export interface FifoMessage {
  readonly messageId: string;
  readonly sequenceNumber: string;
  /** Absent for a duplicate, of which nobody is told. */
  readonly publication?: Publication;
}

const FIRST_SEQUENCE_NUMBER = 10_000_000_000_000_000_000n;
const SEQUENCE_STEP = 1000n;

/** Numbers and deduplicates the messages of a FIFO topic. Source: Amazon SNS Developer Guide, "Amazon SNS FIFO topics". */
export class FifoTopic {
  readonly #sent: Deduplication;
  readonly #counted: KeptMap<string>;
  #count: bigint;

  constructor(maps: KeptMaps, topicArn: string) {
    this.#sent = new Deduplication(maps.map(`${topicArn}/sent`));
    this.#counted = maps.map(`${topicArn}/count`);
    this.#count = BigInt(this.#counted.entries().get("count") ?? 0);
  }

  take(publication: Publication, { scope }: NonNullable<TopicSpec["fifo"]>, now: number): FifoMessage {
    const deduplicationId = publication.deduplicationId ?? sha256(publication.message);
    const key = scope === "MessageGroup" ? `${publication.group} ${deduplicationId}` : deduplicationId;
    const original = this.#sent.originalOf(key, now);
    if (original) return { messageId: original.messageId, sequenceNumber: original.sequenceNumber ?? "" };
    this.#count += 1n;
    this.#counted.set("count", `${this.#count}`);
    const sequenceNumber = String(FIRST_SEQUENCE_NUMBER + this.#count * SEQUENCE_STEP);
    const taken = { messageId: randomUUID(), sequenceNumber };
    this.#sent.remember(key, taken, now);
    return { ...taken, publication: { ...publication, deduplicationId } };
  }
}

/** Deletes what is kept of a topic. */
export function forgetTopic(maps: KeptMaps, topicArn: string): void {
  for (const name of ["sent", "count"]) maps.map(`${topicArn}/${name}`).clear();
}

/** @throws AwsError `InvalidParameter` for ids that are missing, or that a standard topic does not take */
export function checkIds({ group, deduplicationId }: Publication, fifo: TopicSpec["fifo"]): void {
  if (fifo === undefined) {
    if (deduplicationId === undefined) return;
    throw invalid(
      "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
    );
  }
  if (group === undefined) throw invalid("The MessageGroupId parameter is required for FIFO topics");
  if (deduplicationId !== undefined || fifo.deduplicatesByContent) return;
  throw invalid(
    "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
