import type { Pool } from "pg";
import { ask } from "../shared/postgres/ask";
import { createBatcher } from "../shared/queueWorker/batcher";
import type { MessageContext } from "../shared/queueWorker/message";
import { type RetryOptions, retry } from "../shared/queueWorker/retry";
import { Refused } from "../shared/serviceErrors";

/** An entity's state as a claim has read it. */
export interface EntityUpdate {
  entityId: string;
  /** JSON text; `null` where the entity is gone. */
  state: string | null;
  /** The claim's version: states that were read under a later claim are newer. */
  claimVersion: number;
  /** Which tracking record the changes were counted in. */
  born: number;
  /** Changes of that record until the claim. */
  changes: number;
}

/** Rows of Postgres, one an entity; the calls wait while Postgres is down. */
export interface EntityStore {
  /** @returns whether the row has changed: not by an update that is there already, or older than what is there */
  save(update: EntityUpdate, context: MessageContext): Promise<boolean>;
}

export interface EntityStoreOptions {
  pool: Pick<Pool, "query">;
  retry: RetryOptions;
}

const MAX_ROWS = 100;
/** Less than a commit takes, so that waiting for others never doubles the time of one. */
const LINGER_MS = 2;

/**
 * Changes are counted up from where the entity's last record ended. A record that is processed again, because its processor died after
 * it had written, or because it has changed since, replaces its own count and adds nothing twice.
 */
export const SAVE = `
  INSERT INTO entities AS known (entity_id, state, changes, claim_version, record_born, changes_before)
  SELECT entity_id, state::jsonb, changes, claim_version, born, 0
  FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[])
    AS new (entity_id, state, changes, claim_version, born)
  ON CONFLICT (entity_id) DO UPDATE SET
    state = excluded.state,
    changes = excluded.changes
      + CASE WHEN known.record_born = excluded.record_born THEN known.changes_before ELSE known.changes END,
    changes_before = CASE WHEN known.record_born = excluded.record_born THEN known.changes_before ELSE known.changes END,
    claim_version = excluded.claim_version,
    record_born = excluded.record_born,
    processed_at = excluded.processed_at
  WHERE known.claim_version < excluded.claim_version
  RETURNING entity_id`;

/** The values of {@link SAVE}. */
export function savedValues(updates: readonly EntityUpdate[]): unknown[] {
  return [
    updates.map(({ entityId }) => entityId),
    updates.map(({ state }) => state),
    updates.map(({ changes }) => changes),
    updates.map(({ claimVersion }) => claimVersion),
    updates.map(({ born }) => born),
  ];
}

export function createEntityStore({ pool, retry: retryOptions }: EntityStoreOptions): EntityStore {
  const saveAll = async (updates: readonly EntityUpdate[]): Promise<boolean[]> => {
    const rows = await ask(pool, SAVE, savedValues(updates));
    const written = new Set(rows.map(({ entity_id: entityId }) => entityId));
    return updates.map(({ entityId }) => written.has(entityId));
  };
  const batcher = createBatcher<EntityUpdate, boolean>({
    clock: retryOptions.clock,
    maxItems: MAX_ROWS,
    lingerMs: LINGER_MS,
    async send(updates) {
      // A statement changes a row once. Two updates of an entity come together only where a lease was lost and won again.
      const isRepeated = new Set(updates.map(({ entityId }) => entityId)).size < updates.length;
      if (isRepeated) return eachAlone(updates, saveAll);
      try {
        return await saveAll(updates);
      } catch (error) {
        if (!(error instanceof Refused) || updates.length === 1) throw error;
        // One state that Postgres cannot hold must not fail the others: each on its own tells which it is.
        return eachAlone(updates, saveAll);
      }
    },
  });
  return {
    save: (update, context) => retry(retryOptions, { ...context, id: update.entityId }, () => batcher.add(update)),
  };
}

async function eachAlone(
  updates: readonly EntityUpdate[],
  saveAll: (updates: readonly EntityUpdate[]) => Promise<boolean[]>,
): Promise<(boolean | Error)[]> {
  const results: (boolean | Error)[] = [];
  for (const update of updates) {
    const [result = false] = await saveAll([update]).catch((error: unknown) => [
      error instanceof Error ? error : new Error(String(error)),
    ]);
    results.push(result);
  }
  return results;
}
