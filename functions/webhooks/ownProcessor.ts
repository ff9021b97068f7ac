import { withFacts } from "../shared/ownCode/codeLog";
import { codeTime } from "../shared/ownCode/codeTime";
import { type Claim, inTransaction } from "../shared/ownCode/codeTransaction";
import type { MessageContext } from "../shared/queueWorker/message";
import { retry } from "../shared/queueWorker/retry";
import { createSlots } from "../shared/queueWorker/slots";
import type { Delivery } from "../shared/webhooks/delivery";
import { webhookDelivery } from "../shared/webhooks/webhookDelivery";
import type { WebhookProcess } from "./process";
import type { MakeProcessor } from "./processor";

/**
 * Makes the processor of code of one's own. The code is called at least once for a delivery; what it writes to Postgres is there exactly
 * once, for it is one transaction with the row of the delivery. An outage of Postgres costs a delivery nothing: it is tried again when Postgres is
 * up. Any other error is the delivery's own.
 */
export function ownProcessor(process: WebhookProcess): MakeProcessor {
  return ({ pool, poolSize, store, clock, log, databaseRetry, timeoutMs }) => {
    // One connection is kept for the statements of the worker itself.
    const transactions = { pool, slots: createSlots(Math.max(1, poolSize - 1)) };

    const attempt = async (delivery: Delivery, context: MessageContext): Promise<boolean> => {
      const time = codeTime(clock, timeoutMs, context.signal, "messageTimeoutSeconds");
      return inTransaction(claimOf(delivery), transactions, time, async (transaction) => {
        await time.bound(
          process(webhookDelivery(delivery), {
            database: transaction,
            logger: withFacts(log, { source: delivery.source, deliveryId: delivery.id }),
            signal: time.signal,
            timeLeftMs: time.leftMs,
            receiveCount: context.receiveCount,
          }),
        );
        if (!transaction.isBegun) return await store.insert(delivery, context);
        await transaction.commit();
        return true;
      });
    };

    return {
      process: (delivery, context) =>
        retry(databaseRetry, { id: `${delivery.source}/${delivery.id}`, ...context }, () => attempt(delivery, context)),
      breakers: [],
    };
  };
}

const CLAIM = `
  INSERT INTO webhook_deliveries (source, delivery_id, body, received_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (source, delivery_id) DO NOTHING`;

function claimOf({ source, id, body, receivedAt }: Delivery): Claim {
  return { text: CLAIM, values: [source, id, Buffer.from(body, "utf8"), receivedAt] };
}
