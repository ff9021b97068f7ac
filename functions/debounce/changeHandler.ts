import { createHash } from "node:crypto";
import type { Handle } from "../shared/queueWorker/message";
import { readDelivery } from "../shared/webhooks/delivery";
import type { Quarantine } from "../shared/webhooks/quarantine";
import { judgeDelivery } from "../shared/webhooks/signature";
import type { SigningSources } from "../shared/webhooks/signingSources";
import type { ChangeLog } from "./changeLog";
import type { FindEntity } from "./entityId";

export type ChangeOutcome = "ChangesSeen" | "Duplicates" | "SignatureRejected" | "EntityMissing";

export interface ChangeHandlerDependencies {
  sources: SigningSources;
  findEntity: FindEntity;
  quarantine: Quarantine;
  changes: ChangeLog;
  /** Hears what became of each webhook that did not fail. */
  onOutcome(outcome: ChangeOutcome, delivery: { source: string; id: string; reason?: string }): void;
}

/**
 * Handles a webhook that says that an entity has changed: checks its signature, and writes the change down. What is not signed as its
 * source signs, or names no entity, goes into quarantine.
 */
export function createChangeHandler(deps: ChangeHandlerDependencies): Handle {
  const { sources, findEntity, quarantine, changes, onOutcome } = deps;
  return async (message, context) => {
    const received = readDelivery(message);
    const judged = judgeDelivery(received, sources);
    if ("fault" in judged) {
      const reason = `signature ${judged.fault}`;
      await quarantine(message, reason);
      return onOutcome("SignatureRejected", { source: received.source, id: received.id, reason });
    }
    const { delivery } = judged;
    const { source, id } = delivery;
    const found = findEntity(delivery);
    if ("fault" in found) {
      await quarantine(message, found.fault);
      return onOutcome("EntityMissing", { source, id, reason: found.fault });
    }
    const isNew = await changes.add(
      found.entityId,
      { delivery: shortIdOf(source, id), sentAt: delivery.receivedAt.getTime() },
      context,
    );
    onOutcome(isNew ? "ChangesSeen" : "Duplicates", { source, id });
  };
}

/** Shortens an id to 96 bits, in 16 characters: records remember some dozens of them. */
function shortIdOf(source: string, id: string): string {
  return createHash("sha256")
    .update(JSON.stringify([source, id]))
    .digest("base64url")
    .slice(0, 16);
}
