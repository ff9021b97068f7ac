import type { ClientBase } from "pg";
import { type DataChangeName, type Run, sliceOf } from "./processes";

export interface DataChange {
  /** Records that this run changed, whoever applied it. */
  recordsChanged: number;
  /** Another delivery, or a try that was killed after its commit, had applied the run before. */
  wasAppliedBefore: boolean;
}

/** A second try waits here for the first one's transaction; after a rollback it is its turn. */
const ENTER = `
  INSERT INTO job_runs (run_id, process, scheduled_at, records_changed)
  VALUES ($1, $2, to_timestamp($3 / 1000.0), 0)
  ON CONFLICT (run_id) DO NOTHING`;
const CHANGE = `
  UPDATE records SET quantity = quantity + 1, changed_by = $1, changed_at = to_timestamp($2 / 1000.0)
  WHERE id % $3 = $4`;
const COUNT = "UPDATE job_runs SET records_changed = $2 WHERE run_id = $1";
const APPLIED = "SELECT records_changed FROM job_runs WHERE run_id = $1";

/**
 * Changes the records of a run, once: the run's entry in the ledger and its changes are one transaction, so that a run which was
 * killed has done nothing, and one which is repeated does nothing more.
 *
 * @throws what Postgres answers; then nothing has changed
 */
export async function applyDataChange(client: ClientBase, process: DataChangeName, run: Run): Promise<DataChange> {
  const { slice, slices } = sliceOf(process, run.scheduledAt);
  await client.query("BEGIN");
  try {
    const entered = await client.query(ENTER, [run.id, process, run.scheduledAt]);
    if (entered.rowCount === 0) {
      const { rows } = await client.query<{ records_changed: number }>(APPLIED, [run.id]);
      await client.query("COMMIT");
      return { recordsChanged: Number(rows[0]?.records_changed), wasAppliedBefore: true };
    }
    const { rowCount } = await client.query(CHANGE, [process, run.scheduledAt, slices, slice]);
    const recordsChanged = rowCount ?? 0;
    await client.query(COUNT, [run.id, recordsChanged]);
    await client.query("COMMIT");
    return { recordsChanged, wasAppliedBefore: false };
  } catch (error) {
    // The connection may be what is broken; the server rolls back by itself then.
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
