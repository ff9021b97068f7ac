import type { Handle } from "../shared/queueWorker/message";
import { readDelivery } from "../shared/webhooks/delivery";
import type { Quarantine } from "../shared/webhooks/quarantine";
import { judgeDelivery } from "../shared/webhooks/signature";
import type { SigningSources } from "../shared/webhooks/signingSources";
import type { DeliveryStore } from "./deliveryStore";
import type { Processor } from "./processor";

export type DeliveryOutcome = "Processed" | "Duplicates" | "SignatureRejected";

export interface DeliveryHandlerDependencies {
  sources: SigningSources;
  quarantine: Quarantine;
  processor: Pick<Processor, "process">;
  store: Pick<DeliveryStore, "has">;
  /** Hears what became of each delivery that did not fail. */
  onOutcome(outcome: DeliveryOutcome, delivery: { source: string; id: string }): void;
}

/**
 * Processes a webhook: checks its signature, and hands it to the processor, which has Postgres hold each delivery once. What is not signed as
 * its source signs does not reach it: it goes into quarantine.
 */
export function createDeliveryHandler({
  sources,
  quarantine,
  processor,
  store,
  onOutcome,
}: DeliveryHandlerDependencies): Handle {
  return async (message, context) => {
    const received = readDelivery(message);
    const judged = judgeDelivery(received, sources);
    if ("fault" in judged) {
      await quarantine(message, `signature ${judged.fault}`);
      return onOutcome("SignatureRejected", { source: received.source, id: received.id });
    }
    const { delivery } = judged;
    // A message that was out before may have come as far as its row: worth a look, because it spares the processor's API a call. An id that
    // is signed is looked for always: whoever sends such a request again must not make the API do anything.
    const mayBeKnown = context.receiveCount > 1 || delivery.isIdSigned === true;
    if (mayBeKnown && (await store.has(delivery, context))) return onOutcome("Duplicates", delivery);
    const isNew = await processor.process(delivery, context);
    onOutcome(isNew ? "Processed" : "Duplicates", delivery);
  };
}
