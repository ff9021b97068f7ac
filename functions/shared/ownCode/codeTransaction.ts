import type { Pool, PoolClient, QueryResult } from "pg";
import { isOutage } from "../postgres/postgresErrors";
import type { Slots } from "../queueWorker/slots";
import { Unavailable } from "../serviceErrors";
import type { CodeTime } from "./codeTime";

/** The answer of Postgres to a statement. */
export interface Rows<Row> {
  rows: Row[];
  /** Rows that the statement has read or changed. */
  rowCount: number;
}

/**
 * The worker's database, for code of one's own. All its statements for one piece of work are one transaction, which also writes down that the work
 * is done: either all of it is there, once, or nothing. The worker begins and ends it, so `BEGIN`, `COMMIT` and `ROLLBACK` are refused.
 */
export interface CodeDatabase {
  /** @param values of `$1`, `$2`, ... */
  query<Row extends Record<string, unknown> = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<Rows<Row>>;
}

/** The place that transactions are made in. */
export interface TransactionSource {
  pool: Pick<Pool, "connect">;
  /** Connections that transactions may take; fewer than the pool has, for other statements want one as well. */
  slots: Slots;
}

/** The statement that writes down that the work is done. Where it changes no row, the work was done before, or is out of date. */
export interface Claim {
  text: string;
  values: readonly unknown[];
}

/** Statements by which a transaction would end before its delivery is processed; savepoints are fine. */
const ENDS_TRANSACTIONS =
  /^\s*(begin|start\s+transaction|commit|end|abort|prepare\s+transaction|rollback(?!\s+(work\s+|transaction\s+)?to\b))\b/i;

/**
 * One transaction for all that is written for one piece of work, and for what says that it is done. It begins with the first statement, by
 * claiming the work: another transaction of the same work waits there, and finds it taken.
 */
export class CodeTransaction implements CodeDatabase {
  readonly #claim: Claim;
  readonly #source: TransactionSource;
  readonly #signal: AbortSignal;
  #begun: Promise<PoolClient> | undefined;
  #giveBack: (() => void) | undefined;
  #isOver = false;
  #isReleased = false;
  #isTaken = false;
  #outage: Unavailable | undefined;

  /** @param signal ends waiting for a connection */
  constructor(claim: Claim, source: TransactionSource, signal: AbortSignal) {
    this.#claim = claim;
    this.#source = source;
    this.#signal = signal;
  }

  /** The work was done before: nothing of this transaction will be kept. */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  /** Postgres did not answer a statement, whatever became of the error. */
  get outage(): Unavailable | undefined {
    return this.#outage;
  }

  /** The work is claimed, or is being claimed. */
  get isBegun(): boolean {
    return this.#begun !== undefined;
  }

  /** Claims the work, unless a statement has. @throws Error where it {@link isTaken} */
  async begin(): Promise<PoolClient> {
    this.#begun ??= this.#connectAndClaim();
    return this.#watched(this.#begun);
  }

  async query<Row extends Record<string, unknown>>(text: string, values: readonly unknown[] = []): Promise<Rows<Row>> {
    if (ENDS_TRANSACTIONS.test(text)) {
      throw new Error(
        `"${text.trim().slice(0, 40)}" is refused: all statements are one transaction, which the worker begins and ends`,
      );
    }
    const client = await this.begin();
    this.#refuseWhenOver();
    const { rows, rowCount } = await this.#watched(answerOf(client, text, values));
    return { rows: rows as Row[], rowCount: rowCount ?? rows.length };
  }

  /** Keeps all that was written, and that the work is done. @throws Unavailable where nobody knows if it is kept */
  async commit(): Promise<void> {
    this.#isOver = true;
    const client = await this.begin();
    const { command } = await this.#watched(answerOf(client, "COMMIT"));
    // Postgres answers so where a statement has failed, whether or not somebody caught the error (its documentation, "COMMIT", "Outputs").
    if (command === "ROLLBACK") {
      throw new Error("a statement has failed, and with it the transaction: nothing of it is kept");
    }
    this.#release(client);
  }

  /** Keeps nothing, unless all is kept already. A connection that cannot do even that is closed, which does it. */
  async rollback(): Promise<void> {
    this.#isOver = true;
    const client = await this.#begun?.catch(() => undefined);
    if (client !== undefined && !this.#isReleased) {
      const failure = await answerOf(client, "ROLLBACK").then(
        () => undefined,
        (error: Error) => error,
      );
      this.#release(client, failure);
    }
    this.#giveBack?.();
  }

  #release(client: PoolClient, failure?: Error): void {
    this.#isReleased = true;
    client.release(failure);
  }

  async #connectAndClaim(): Promise<PoolClient> {
    this.#giveBack = await this.#source.slots.take(this.#signal);
    this.#refuseWhenOver();
    const client = await connected(this.#source.pool);
    try {
      await answerOf(client, "BEGIN");
      const { rowCount } = await answerOf(client, this.#claim.text, this.#claim.values);
      if (rowCount !== 0) return client;
      this.#isTaken = true;
      await answerOf(client, "ROLLBACK");
    } catch (error) {
      // Closed, and so rolled back.
      client.release(error as Error);
      throw error;
    }
    client.release();
    throw new Error("this was done before");
  }

  #refuseWhenOver(): void {
    if (this.#isOver) throw new Error("its time is over, and with it its transaction");
  }

  async #watched<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof Unavailable) this.#outage ??= error;
      throw error;
    }
  }
}

/**
 * Does a piece of work that code of one's own writes in a transaction, within the time of its call, which ends with it. Nothing is kept that the
 * work has not committed.
 * @returns what the work returns; `false` where it was done before, whatever the work made of that
 * @throws Unavailable where Postgres did not answer, whatever the code made of that; otherwise what the work throws
 */
export async function inTransaction(
  claim: Claim,
  source: TransactionSource,
  time: CodeTime,
  work: (transaction: CodeTransaction) => Promise<boolean>,
): Promise<boolean> {
  const transaction = new CodeTransaction(claim, source, time.signal);
  try {
    return await work(transaction);
  } catch (error) {
    if (transaction.isTaken) return false;
    throw transaction.outage ?? error;
  } finally {
    time.end();
    await transaction.rollback();
  }
}

async function connected(pool: Pick<Pool, "connect">): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw unavailable(error);
  }
}

/** Runs a statement. @throws Unavailable where the server is at fault, and not the statement; otherwise what Postgres answers */
async function answerOf(client: PoolClient, text: string, values: readonly unknown[] = []): Promise<QueryResult> {
  try {
    return await client.query(text, [...values]);
  } catch (error) {
    throw isOutage(error) ? unavailable(error) : error;
  }
}

function unavailable(error: unknown): Unavailable {
  return new Unavailable(`Postgres: ${error instanceof Error ? error.message : error}`, { cause: error });
}
