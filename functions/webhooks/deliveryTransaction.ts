import type { Pool, PoolClient, QueryResult } from "pg";
import { isOutage } from "../shared/postgres/postgresErrors";
import type { Slots } from "../shared/queueWorker/slots";
import { Unavailable } from "../shared/serviceErrors";
import type { Delivery } from "../shared/webhooks/delivery";
import type { DeliveryDatabase, Rows } from "./process";

export interface DeliveryTransactions {
  pool: Pick<Pool, "connect">;
  /** Connections that transactions may take; fewer than the pool has, for other statements want one as well. */
  slots: Slots;
}

const CLAIM = `
  INSERT INTO webhook_deliveries (source, delivery_id, body, received_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (source, delivery_id) DO NOTHING`;

/** Statements by which a transaction would end before its delivery is processed; savepoints are fine. */
const ENDS_TRANSACTIONS =
  /^\s*(begin|start\s+transaction|commit|end|abort|prepare\s+transaction|rollback(?!\s+(work\s+|transaction\s+)?to\b))\b/i;

/**
 * One transaction for all that is written for a delivery, and for the row that says that it is processed. It begins with the first
 * statement, by claiming that row: another transaction of the same delivery waits there, and finds it taken.
 */
export class DeliveryTransaction implements DeliveryDatabase {
  readonly #delivery: Delivery;
  readonly #from: DeliveryTransactions;
  readonly #signal: AbortSignal;
  #begun: Promise<PoolClient> | undefined;
  #giveBack: (() => void) | undefined;
  #isOver = false;
  #isReleased = false;
  #isDuplicate = false;
  #outage: Unavailable | undefined;

  /** @param signal ends waiting for a connection */
  constructor(delivery: Delivery, from: DeliveryTransactions, signal: AbortSignal) {
    this.#delivery = delivery;
    this.#from = from;
    this.#signal = signal;
  }

  /** The delivery was processed before: nothing of this transaction will be kept. */
  get isDuplicate(): boolean {
    return this.#isDuplicate;
  }

  /** Postgres did not answer a statement, whatever became of the error. */
  get outage(): Unavailable | undefined {
    return this.#outage;
  }

  /** A statement has been made. */
  get isBegun(): boolean {
    return this.#begun !== undefined;
  }

  async query<Row extends Record<string, unknown>>(text: string, values: readonly unknown[] = []): Promise<Rows<Row>> {
    if (ENDS_TRANSACTIONS.test(text)) {
      throw new Error(
        `"${text.trim().slice(0, 40)}" is refused: a delivery's statements are one transaction, which the worker begins and ends`,
      );
    }
    this.#begun ??= this.#begin();
    const client = await this.#watched(this.#begun);
    this.#refuseWhenOver();
    const { rows, rowCount } = await this.#watched(answerOf(client, text, values));
    return { rows: rows as Row[], rowCount: rowCount ?? rows.length };
  }

  /** Keeps all that was written, and that the delivery is processed. @throws Unavailable where nobody knows if it is kept */
  async commit(): Promise<void> {
    this.#isOver = true;
    const client = await this.#watched(this.#begun as Promise<PoolClient>);
    const { command } = await this.#watched(answerOf(client, "COMMIT"));
    // Postgres answers so where a statement has failed, whether or not somebody caught the error (its documentation, "COMMIT", "Outputs").
    if (command === "ROLLBACK")
      throw new Error("a statement has failed, and with it the transaction: nothing of it is kept");
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

  async #begin(): Promise<PoolClient> {
    this.#giveBack = await this.#from.slots.take(this.#signal);
    this.#refuseWhenOver();
    const client = await connected(this.#from.pool);
    try {
      await answerOf(client, "BEGIN");
      const { source, id, body, receivedAt } = this.#delivery;
      const { rowCount } = await answerOf(client, CLAIM, [source, id, Buffer.from(body, "utf8"), receivedAt]);
      if (rowCount === 1) return client;
      this.#isDuplicate = true;
      await answerOf(client, "ROLLBACK");
    } catch (error) {
      // Closed, and so rolled back.
      client.release(error as Error);
      throw error;
    }
    client.release();
    throw new Error(`the delivery ${this.#delivery.source}/${this.#delivery.id} was processed before`);
  }

  #refuseWhenOver(): void {
    if (this.#isOver) throw new Error("the delivery's time is over, and with it its transaction");
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
