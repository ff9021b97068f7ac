/*
 * How an entity's changes are tracked, as pure functions from one state of its record to the next. docs/debounce.md draws the states.
 *
 * The clock of a change is that of the moment at which a handler writes it down, not of the moment at which the webhook was sent:
 * - The state is asked for `quietMs` after a change was *seen*, so never earlier than `quietMs` after it was made.
 * - A handler that lags sees old changes late, one after the other. By the time they were sent, each of them would be due at
 *   once and cost a request of its own, in the very hour in which the system has most to do. By the time they are seen, they are
 *   debounced as ever.
 * That alone would fire early while a backlog builds up: the entity has changed again, and nobody has seen it yet. So handlers that
 * have work tell up to when they have seen what was sent (`handledUntil`, see handlerProgress.ts), and an entity is asked for only
 * when they have got `quietMs` beyond its last change; or when it has waited for the longest time.
 *
 * `version` grows with each write, and is never below the clock. So it also grows from a record that was deleted to the next one of
 * the same entity, unless an entity is written more than once a millisecond for as long as it is quiet, or two handlers' clocks are
 * that far apart. Two promises rest on it: a record is only changed by who knows its latest state, and what Postgres was told under an
 * earlier claim never replaces what it was told under a later one.
 */

/** The record of an entity that has changed. Times are milliseconds since the Unix epoch. */
export interface Tracked {
  /** Grows with each write. */
  version: number;
  /** The version at which the record began: tells it from the entity's earlier and later ones. */
  born: number;
  /** Changes seen since the record began. */
  changes: number;
  /** Those of them that Postgres knows of: they were there when the state was last asked for. */
  settledChanges: number;
  /** The first and the last change that are not settled. */
  firstChangeAt: number;
  lastChangeAt: number;
  /** When the change that was sent last was sent, to the queue. */
  lastSentAt: number;
  /** Time at which somebody should look next: the index finds records by it. */
  dueAt: number;
  /** When the state should have been there: set when it is asked for, kept while that fails. */
  overdueSince?: number;
  /** State requests that failed, one after the other. */
  attempts: number;
  /** Not to be asked for before, because it failed. */
  notBefore?: number;
  claim?: Claim;
  /** The latest deliveries that were counted, so that a repeat of one is known. */
  deliveries: readonly string[];
}

/** A processor's claim on a record. */
export interface Claim {
  /** The processor, and which of its claims. */
  owner: string;
  /** After it anybody may claim the record. */
  leaseUntil: number;
  /** The record's version when it was claimed. A later claim has a higher one. */
  version: number;
  /** Changes of the record when it was claimed: what is settled once the claim is. */
  changes: number;
  /** The first change since. */
  changedAt?: number;
}

/** A webhook that says that the entity has changed. */
export interface Change {
  /** Tells a repeat of it from another one. */
  delivery: string;
  /** When it was sent to the queue. */
  sentAt: number;
}

export interface QuietTimes {
  /** Milliseconds without a change after which the state is asked for. */
  quietMs: number;
  /** Milliseconds after the first change at which it is asked for at the latest. */
  maxWaitMs: number;
}

/** Deliveries that a record remembers. A sender's or a queue's repeat comes soon after, or after the record has gone. */
export const REMEMBERED_DELIVERIES = 40;

/**
 * Writes changes down.
 * @param seen changes; those whose delivery the record remembers are repeats, and change nothing
 * @returns the record; the one given where all are repeats
 */
export function mark(
  record: Tracked | undefined,
  seen: readonly Change[],
  now: number,
  times: QuietTimes,
): Tracked | undefined {
  const known = new Set(record?.deliveries);
  const changes = seen.filter(({ delivery }) => !known.has(delivery));
  const fresh = [...new Set(changes.map(({ delivery }) => delivery))];
  if (fresh.length === 0) return record;
  const lastSentAt = Math.max(record?.lastSentAt ?? 0, ...changes.map(({ sentAt }) => sentAt));
  if (record === undefined) {
    return rescheduled(
      {
        version: now,
        born: now,
        changes: fresh.length,
        settledChanges: 0,
        firstChangeAt: now,
        lastChangeAt: now,
        lastSentAt,
        dueAt: now,
        attempts: 0,
        deliveries: fresh.slice(-REMEMBERED_DELIVERIES),
      },
      times,
    );
  }
  const { claim } = record;
  return rescheduled(
    {
      ...record,
      version: next(record, now),
      changes: record.changes + fresh.length,
      // Another handler's clock may be ahead, or this one's write may have been tried for a while.
      lastChangeAt: Math.max(record.lastChangeAt, now),
      lastSentAt,
      ...(claim !== undefined && { claim: { ...claim, changedAt: claim.changedAt ?? now } }),
      deliveries: [...record.deliveries, ...fresh].slice(-REMEMBERED_DELIVERIES),
    },
    times,
  );
}

/**
 * Tells whether an entity is due: nothing can be in the queue that would have made it wait for longer, or it has waited for long
 * enough.
 * @param handledUntil the time up to which all that was sent has been seen
 */
export function isReady(
  { lastSentAt, firstChangeAt }: Pick<Tracked, "lastSentAt" | "firstChangeAt">,
  handledUntil: number,
  now: number,
  { quietMs, maxWaitMs }: QuietTimes,
): boolean {
  return lastSentAt + quietMs <= handledUntil || firstChangeAt + maxWaitMs <= now;
}

export interface ClaimTerms {
  owner: string;
  leaseMs: number;
  /** The time up to which all that was sent has been seen. */
  handledUntil: number;
}

/**
 * Takes a record that is due, for as long as the lease lasts. A dead processor's lease ends, and the record is due again.
 * @returns the record; `undefined` where it is not due (any more), or not ready
 */
export function claim(
  record: Tracked,
  { owner, leaseMs, handledUntil }: ClaimTerms,
  now: number,
  times: QuietTimes,
): (Tracked & { claim: Claim }) | undefined {
  if (record.dueAt > now || !isReady(record, handledUntil, now, times)) return undefined;
  const version = next(record, now);
  const leaseUntil = now + leaseMs;
  return {
    ...record,
    version,
    dueAt: leaseUntil,
    overdueSince: record.overdueSince ?? record.dueAt,
    claim: { owner, leaseUntil, version, changes: record.changes },
  };
}

/** @returns the record with a longer lease; `undefined` where it is no longer the owner's, or its lease has run out */
export function renew(
  record: Tracked,
  owner: string,
  leaseMs: number,
  now: number,
  times: QuietTimes,
): Tracked | undefined {
  const own = ownClaim(record, owner);
  if (own === undefined || own.leaseUntil <= now) return undefined;
  return rescheduled({ ...record, version: next(record, now), claim: { ...own, leaseUntil: now + leaseMs } }, times);
}

/**
 * The state that the claim was for is in Postgres.
 * @returns "delete" where nothing has changed since the claim; otherwise the record, which waits for its own quiet time;
 * `undefined` where it is no longer the owner's
 */
export function settle(record: Tracked, owner: string, now: number, times: QuietTimes): Tracked | "delete" | undefined {
  const own = ownClaim(record, owner);
  if (own === undefined) return undefined;
  if (own.changedAt === undefined) return "delete";
  const { claim: _, overdueSince: __, notBefore: ___, ...rest } = record;
  return rescheduled(
    { ...rest, version: next(record, now), settledChanges: own.changes, firstChangeAt: own.changedAt, attempts: 0 },
    times,
  );
}

/**
 * The state could not be had.
 * @param delayMs before it is asked for again
 * @returns the record, which waits; `undefined` where it is no longer the owner's
 */
export function postpone(
  record: Tracked,
  owner: string,
  delayMs: number,
  now: number,
  times: QuietTimes,
): Tracked | undefined {
  if (ownClaim(record, owner) === undefined) return undefined;
  const { claim: _, ...rest } = record;
  const version = next(record, now);
  return rescheduled({ ...rest, version, attempts: record.attempts + 1, notBefore: now + delayMs }, times);
}

/** The owner stops, and lets another one take the record. @returns `undefined` where it is no longer the owner's */
export function handBack(record: Tracked, owner: string, now: number, times: QuietTimes): Tracked | undefined {
  if (ownClaim(record, owner) === undefined) return undefined;
  const { claim: _, ...rest } = record;
  return rescheduled({ ...rest, version: next(record, now) }, times);
}

function ownClaim({ claim: current }: Tracked, owner: string): Claim | undefined {
  return current?.owner === owner ? current : undefined;
}

/** After the last change's quiet time, or the longest wait of the first one; not before a retry may be; and not during a lease. */
function rescheduled(record: Tracked, { quietMs, maxWaitMs }: QuietTimes): Tracked {
  const settled = record.claim !== undefined && record.claim.changedAt === undefined;
  const wanted = settled ? 0 : Math.min(record.lastChangeAt + quietMs, record.firstChangeAt + maxWaitMs);
  const dueAt = Math.max(wanted, record.notBefore ?? 0, record.claim?.leaseUntil ?? 0);
  return { ...record, dueAt };
}

function next({ version }: Tracked, now: number): number {
  return Math.max(version + 1, now);
}
