import { createHash } from "node:crypto";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Claim, Tracked } from "./trackingRules";

/** An item of the tracking table. */
export type TrackedItem = Record<string, AttributeValue>;

/** The index that finds records by the time at which they are due; `components/debounceTracker/tracking.ts` makes it. */
export const DUE_INDEX = "due";

/** The attributes that the index holds besides its keys: all that it takes to tell which records are worth a claim. */
export const INDEXED_ATTRIBUTES = ["overdueSince", "lastSentAt", "firstChangeAt"];

/**
 * Parts of the index. Each takes about 1,000 writes a second (DynamoDB Developer Guide, "Designing partition keys to distribute your
 * workload"), and a change takes two: its entity moves within its part. More parts cost each processor more queries. Records stay in
 * theirs, so a version of this program with fewer would not find those of the last ones.
 */
export const SHARDS = 8;

/** Which part of the index a record is in. */
export function shardOf(entityId: string): number {
  return createHash("sha256").update(entityId).digest().readUInt32BE(0) % SHARDS;
}

export function toItem(entityId: string, record: Tracked): TrackedItem {
  const { claim, overdueSince, notBefore } = record;
  return {
    entityId: { S: entityId },
    shard: number(shardOf(entityId)),
    dueAt: number(record.dueAt),
    version: number(record.version),
    born: number(record.born),
    changes: number(record.changes),
    settledChanges: number(record.settledChanges),
    firstChangeAt: number(record.firstChangeAt),
    lastChangeAt: number(record.lastChangeAt),
    lastSentAt: number(record.lastSentAt),
    attempts: number(record.attempts),
    deliveries: { L: record.deliveries.map((S) => ({ S })) },
    ...(overdueSince !== undefined && { overdueSince: number(overdueSince) }),
    ...(notBefore !== undefined && { notBefore: number(notBefore) }),
    ...(claim !== undefined && {
      owner: { S: claim.owner },
      leaseUntil: number(claim.leaseUntil),
      claimVersion: number(claim.version),
      claimChanges: number(claim.changes),
      ...(claim.changedAt !== undefined && { changedAt: number(claim.changedAt) }),
    }),
  };
}

/** @throws Error naming the attribute that is missing: somebody else wrote the item */
export function fromItem(item: TrackedItem): Tracked {
  const optional = (name: string) => (item[name]?.N === undefined ? undefined : Number(item[name].N));
  const need = (name: string): number => {
    const value = optional(name);
    if (value === undefined) throw new Error(`The record of the entity ${item.entityId?.S} has no number ${name}.`);
    return value;
  };
  const [overdueSince, notBefore, changedAt] = [optional("overdueSince"), optional("notBefore"), optional("changedAt")];
  const claim = (owner: string): Claim => ({
    owner,
    leaseUntil: need("leaseUntil"),
    version: need("claimVersion"),
    changes: need("claimChanges"),
    ...(changedAt !== undefined && { changedAt }),
  });
  return {
    version: need("version"),
    born: need("born"),
    changes: need("changes"),
    settledChanges: need("settledChanges"),
    firstChangeAt: need("firstChangeAt"),
    lastChangeAt: need("lastChangeAt"),
    lastSentAt: need("lastSentAt"),
    dueAt: need("dueAt"),
    attempts: need("attempts"),
    deliveries: (item.deliveries?.L ?? []).map(({ S = "" }) => S),
    ...(overdueSince !== undefined && { overdueSince }),
    ...(notBefore !== undefined && { notBefore }),
    ...(item.owner?.S !== undefined && { claim: claim(item.owner.S) }),
  };
}

function number(value: number): AttributeValue {
  return { N: String(value) };
}
