import type { Clock } from "../shared/clock";
import type { MessageContext } from "../shared/queueWorker/message";
import { retry } from "../shared/queueWorker/retry";
import { createSlots } from "../shared/queueWorker/slots";
import type { Delivery } from "../shared/webhooks/delivery";
import { DeliveryTransaction } from "./deliveryTransaction";
import type { DeliveryLog, WebhookDelivery, WebhookProcess } from "./process";
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
      const time = timeFor(clock, timeoutMs, context.signal);
      const transaction = new DeliveryTransaction(delivery, transactions, time.signal);
      try {
        await time.bound(
          process(seen(delivery), {
            database: transaction,
            logger: withFacts(log, { source: delivery.source, deliveryId: delivery.id }),
            signal: time.signal,
            timeLeftMs: time.leftMs,
            receiveCount: context.receiveCount,
          }),
        );
        if (transaction.isDuplicate) return false;
        if (!transaction.isBegun) return await store.insert(delivery, context);
        await transaction.commit();
        return true;
      } catch (error) {
        if (transaction.isDuplicate) return false;
        throw transaction.outage ?? error;
      } finally {
        time.end();
        await transaction.rollback();
      }
    };

    return {
      process: (delivery, context) =>
        retry(databaseRetry, { id: `${delivery.source}/${delivery.id}`, ...context }, () => attempt(delivery, context)),
      breakers: [],
    };
  };
}

function seen({ source, id, headers = {}, body, receivedAt }: Delivery): WebhookDelivery {
  return {
    ...{ source, id, headers, receivedAt },
    contentType: headers["content-type"],
    rawBody: body,
    body: jsonValue(body),
  };
}

function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function withFacts(log: DeliveryLog, facts: Readonly<Record<string, unknown>>): DeliveryLog {
  return {
    debug: (text, details) => log.debug(text, { ...facts, ...details }),
    info: (text, details) => log.info(text, { ...facts, ...details }),
    warn: (text, details) => log.warn(text, { ...facts, ...details }),
    error: (text, details) => log.error(text, { ...facts, ...details }),
  };
}

/** The time of one try. Its signal aborts when it is over, when the worker has to end, and at the latest when the try has ended. */
function timeFor(clock: Clock, timeoutMs: number, outer: AbortSignal) {
  const endsAt = clock.now() + timeoutMs;
  const end = new AbortController();
  const timer = clock.after(timeoutMs, () =>
    end.abort(new Error(`not processed within ${timeoutMs / 1000} s (messageTimeoutSeconds)`)),
  );
  const stop = () => end.abort(outer.reason);
  if (outer.aborted) stop();
  outer.addEventListener("abort", stop, { once: true });
  const aborted = new Promise<never>((_, reject) => {
    end.signal.addEventListener("abort", () => reject(end.signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  return {
    signal: end.signal,
    leftMs: () => Math.max(0, endsAt - clock.now()),
    /** Waits for work that may not listen to the signal. */
    bound: (work: Promise<void>) => Promise.race([work, aborted]),
    end() {
      timer.cancel();
      outer.removeEventListener("abort", stop);
      end.abort(new Error("the delivery's process has ended"));
    },
  };
}
