/** A webhook, verified, as code of one's own gets it. */
export interface WebhookDelivery {
  /** The name of the source that sent it. */
  readonly source: string;
  /** The sender's own id where the source has one, the same for each of its repeats; otherwise that of the request. Unique in its source. */
  readonly id: string;
  /** The headers that the source's argument `headers` names, in lower case. They are not signed, unless the sender's scheme says so. */
  readonly headers: Readonly<Record<string, string>>;
  /** The header `content-type`, where `headers` names it. */
  readonly contentType: string | undefined;
  /** The body as it was sent, and signed. */
  readonly rawBody: string;
  /** The body's value where it is JSON; `undefined` where it is not. */
  readonly body: unknown;
  /** When API Gateway had it. */
  readonly receivedAt: Date;
}

/** The answer of Postgres to a statement. */
export interface Rows<Row> {
  rows: Row[];
  /** Rows that the statement has read or changed. */
  rowCount: number;
}

/**
 * The worker's database, as the role `webhook_worker`. All statements for a delivery are one transaction, which also writes down that the
 * delivery is processed: either all of it is there, once, or nothing. It begins with the first statement and ends with the process, so
 * `BEGIN`, `COMMIT` and `ROLLBACK` are refused.
 */
export interface DeliveryDatabase {
  /** @param values of `$1`, `$2`, ... */
  query<Row extends Record<string, unknown> = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<Rows<Row>>;
}

/** Writes lines with the delivery's source and id. */
export type DeliveryLog = Record<
  "debug" | "info" | "warn" | "error",
  (text: string, details?: Readonly<Record<string, unknown>>) => void
>;

export interface ProcessContext {
  database: DeliveryDatabase;
  logger: DeliveryLog;
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
