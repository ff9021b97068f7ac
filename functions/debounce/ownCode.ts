import type { CodeLog } from "../shared/ownCode/codeLog";
import type { CodeDatabase } from "../shared/ownCode/codeTransaction";
import type { WebhookDelivery } from "../shared/webhooks/webhookDelivery";

/**
 * Tells which entity a webhook is about: a text that is not empty, or a whole number; `undefined` where it is about none. Synchronous. A
 * webhook for which it throws, or which is about none, goes into quarantine with the reason.
 */
export type EntityOf = (delivery: WebhookDelivery) => string | number | undefined;

/** The facts that the worker gives to code of one's own. */
export interface EntityContext {
  /** Its lines have the entity's id. */
  logger: CodeLog;
  /** Aborts when the time is over, when another processor has the entity, or when this one has to end. */
  signal: AbortSignal;
  /** Milliseconds until the call counts as failed. */
  timeLeftMs(): number;
}

/**
 * Asks for an entity's state, which is an expensive thing to do.
 * @returns any value that JSON can write; `null` or `undefined` where there is no such entity (any more)
 * @throws anything, where the state cannot be had: it is asked for again later. Five different entities in a row for which it throws count as an
 * outage, in which one call at a time looks if it is over
 */
export type FetchState = (entityId: string, context: EntityContext) => Promise<unknown>;

/** An entity whose changes have become quiet. */
export interface Entity {
  readonly id: string;
  /** The value that was fetched; `null` where the entity is gone. */
  readonly state: unknown;
  /** Changes seen so far that the state is no older than. */
  readonly changes: number;
}

export interface StoreContext extends EntityContext {
  /** As the role `debounce_processor`; the transaction has the entity's row, which keeps an older state from being written over a newer one. */
  database: CodeDatabase;
}

/** Writes an entity's state where it belongs. Rejected, nothing of it is in the database, and the state is fetched and stored again later. */
export type StoreEntity = (entity: Entity, context: StoreContext) => Promise<void>;

/** The caller's part of a handler. */
export interface HandlerCode {
  entityOf?: EntityOf;
}

/** The caller's part of a processor. */
export interface ProcessorCode {
  fetchState?: FetchState;
  store?: StoreEntity;
}
