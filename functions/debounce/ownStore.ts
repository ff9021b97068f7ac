import type { Pool } from "pg";
import type { Clock } from "../shared/clock";
import { type CodeLog, withFacts } from "../shared/ownCode/codeLog";
import { codeTime } from "../shared/ownCode/codeTime";
import { inTransaction } from "../shared/ownCode/codeTransaction";
import type { MessageContext } from "../shared/queueWorker/message";
import { type RetryOptions, retry } from "../shared/queueWorker/retry";
import { createSlots } from "../shared/queueWorker/slots";
import { type EntityStore, type EntityUpdate, SAVE, savedValues } from "./entityStore";
import type { StoreEntity } from "./ownCode";

export interface OwnStoreOptions {
  store: StoreEntity;
  pool: Pick<Pool, "connect">;
  /** Connections that the pool has at most. */
  poolSize: number;
  retry: RetryOptions;
  clock: Clock;
  log: CodeLog;
}

/** Milliseconds that one call may take: it writes to a database, and no more. */
const TIMEOUT_MS = 30_000;

/**
 * Stores entities by code of one's own, in one transaction with the entity's row. The row comes first: where it has a newer state already, the
 * code is not called, and no other processor comes between the row and what the code writes.
 */
export function createOwnStore({ store, pool, poolSize, clock, log, ...options }: OwnStoreOptions): EntityStore {
  const transactions = { pool, slots: createSlots(poolSize) };

  const attempt = async (update: EntityUpdate, context: MessageContext): Promise<boolean> => {
    const { entityId, state, changes } = update;
    const time = codeTime(clock, TIMEOUT_MS, context.signal, "all the time that store has");
    const claim = { text: SAVE, values: savedValues([update]) };
    return inTransaction(claim, transactions, time, async (transaction) => {
      await transaction.begin();
      const entity = { id: entityId, state: state === null ? null : JSON.parse(state), changes };
      const logger = withFacts(log, { entityId });
      const { signal, leftMs } = time;
      await time.bound(store(entity, { database: transaction, logger, signal, timeLeftMs: leftMs }));
      await transaction.commit();
      return true;
    });
  };

  return {
    save: (update, context) =>
      retry(options.retry, { ...context, id: update.entityId }, () => attempt(update, context)),
  };
}
