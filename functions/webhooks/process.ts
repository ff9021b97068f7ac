import type { CodeLog } from "../shared/ownCode/codeLog";
import type { CodeDatabase } from "../shared/ownCode/codeTransaction";
import type { WebhookDelivery } from "../shared/webhooks/webhookDelivery";

export interface ProcessContext {
  /** As the role `webhook_worker`; the transaction has the record that the delivery is processed. */
  database: CodeDatabase;
  /** Its lines have the delivery's source and id. */
  logger: CodeLog;
  /** Aborts when the time is over, or when the worker has to end. */
  signal: AbortSignal;
  /** Milliseconds until the delivery counts as failed: `messageTimeoutSeconds` at first. */
  timeLeftMs(): number;
  /** How often the delivery was handed to a worker, this time included. */
  receiveCount: number;
}

/**
 * Processes a delivery. Resolved, the delivery is done for good. Rejected, nothing of it is in the database, and it comes again after a
 * while; once its receives are used up, it is in the dead-letter queue.
 */
export type WebhookProcess = (delivery: WebhookDelivery, context: ProcessContext) => Promise<void>;
