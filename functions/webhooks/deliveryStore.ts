import type { Pool } from "pg";
import { ask } from "../shared/postgres/ask";
import { createBatcher } from "../shared/queueWorker/batcher";
import type { MessageContext } from "../shared/queueWorker/message";
import { type RetryOptions, retry } from "../shared/queueWorker/retry";
import { Refused } from "../shared/serviceErrors";
import type { Delivery } from "../shared/webhooks/delivery";

/** A delivery that is processed. */
export interface ProcessedDelivery extends Delivery {
  /** Status of the external API's answer, where there is one. */
  apiStatus?: number;
}

/** Rows of Postgres, one a delivery; the calls wait while Postgres is down. */
export interface DeliveryStore {
  has(delivery: Delivery, context: MessageContext): Promise<boolean>;
  /** @returns whether the row is new: there is one for each source and delivery id, whoever writes it and however often */
  insert(delivery: ProcessedDelivery, context: MessageContext): Promise<boolean>;
}

export interface DeliveryStoreOptions {
  pool: Pick<Pool, "query">;
  retry: RetryOptions;
}

const MAX_ROWS = 100;
/** Less than a commit takes, so that waiting for others never doubles the time of one. */
const LINGER_MS = 2;

/** The rows of one statement share a commit, which is what a write to Postgres takes its time for. */
const INSERT_ALL = `
  INSERT INTO webhook_deliveries (source, delivery_id, body, received_at, api_status)
  SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::timestamptz[], $5::smallint[])
  ON CONFLICT (source, delivery_id) DO NOTHING
  RETURNING source, delivery_id`;

const EXISTS = "SELECT 1 FROM webhook_deliveries WHERE source = $1 AND delivery_id = $2";

export function createDeliveryStore({ pool, retry: retryOptions }: DeliveryStoreOptions): DeliveryStore {
  const insertAll = async (deliveries: readonly ProcessedDelivery[]): Promise<(boolean | Error)[]> => {
    const rows = await ask(pool, INSERT_ALL, [
      deliveries.map(({ source }) => source),
      deliveries.map(({ id }) => id),
      deliveries.map(({ body }) => Buffer.from(body, "utf8")),
      deliveries.map(({ receivedAt }) => receivedAt),
      deliveries.map(({ apiStatus }) => apiStatus ?? null),
    ]);
    // Where two rows of a statement have one key, the first is written, and the other is its repeat.
    const written = new Set(rows.map(({ source, delivery_id: id }) => JSON.stringify([source, id])));
    return deliveries.map(({ source, id }) => written.delete(JSON.stringify([source, id])));
  };
  const batcher = createBatcher<ProcessedDelivery, boolean>({
    clock: retryOptions.clock,
    maxItems: MAX_ROWS,
    lingerMs: LINGER_MS,
    async send(deliveries) {
      try {
        return await insertAll(deliveries);
      } catch (error) {
        if (!(error instanceof Refused) || deliveries.length === 1) throw error;
        // One row that Postgres cannot hold must not fail the others: each on its own tells which it is.
        return Promise.all(deliveries.map((delivery) => insertAlone(delivery, insertAll)));
      }
    },
  });
  const retrying = <T>(delivery: Delivery, context: MessageContext, attempt: () => Promise<T>) =>
    retry(retryOptions, { id: `${delivery.source}/${delivery.id}`, ...context }, attempt);

  return {
    has: (delivery, context) =>
      retrying(delivery, context, async () => (await ask(pool, EXISTS, [delivery.source, delivery.id])).length > 0),
    insert: (delivery, context) => retrying(delivery, context, () => batcher.add(delivery)),
  };
}

async function insertAlone(
  delivery: ProcessedDelivery,
  insertAll: (deliveries: readonly ProcessedDelivery[]) => Promise<(boolean | Error)[]>,
): Promise<boolean | Error> {
  try {
    const [isNew = false] = await insertAll([delivery]);
    return isNew;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
