import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from "aws-lambda";
import { isTransient } from "../shared/awsErrors";
import { fullJitter } from "../shared/backoff";
import { createTelemetry } from "../shared/telemetry";
import { type Areas, isLimited } from "./areas";
import {
  type CardChange,
  chunksOf,
  isRetriable,
  readCards,
  type StoreOutcome,
  writeCard,
  writeEmployee,
  writeTogether,
} from "./cardStore";
import type { CardEvent } from "./event";
import { afterEvent, type Card, movement } from "./presence";
import { type RefusedRecord, sendRefused } from "./refusedRecords";
import { createReader } from "./streamEvents";

export interface ProjectorDependencies {
  dynamo: DynamoDBClient;
  sqs: SQSClient;
  cardTable: string;
  /** Takes the records that nothing can be done with. */
  refusedQueueUrl: string;
  areas: Areas;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Waits so many milliseconds. */
  pause(ms: number): Promise<void>;
}

/** Times that cards are read and written in one invocation, where others write to them too. */
const MAX_ROUNDS = 12;
const BACKOFF = { firstMs: 10, maxMs: 500 };

/** Updates of one card each that are under way at once. */
const PARALLEL_WRITES = 24;

/**
 * Cards of limited areas that are written together. DynamoDB takes a hundred items in a transaction (API reference,
 * "TransactWriteItems"): as many as these cards and, for each, the area that it leaves and the one that it enters.
 */
const CARDS_TOGETHER = 33;

/**
 * Makes of the stream's events what the card table says: exits as they come, and all that is replayed. Entries are in the table before
 * they are in the stream.
 *
 * It reads the cards of a batch, folds each one's events in memory, and writes what has changed on condition that nobody else has; so
 * a record that comes again, late or in another order changes nothing that is newer. What cannot have happened goes to a queue of its
 * own and stops nothing. The earliest record that could not be applied for now is reported: Lambda delivers it and those behind it
 * again.
 * @throws what the SDK throws on faults that no repeat cures, such as denied access, after the rest is applied
 */
export function createProjector(dependencies: ProjectorDependencies) {
  const { sqs, refusedQueueUrl, areas } = dependencies;
  const { logger, count } = createTelemetry();
  const read = createReader(areas);

  return async ({ Records }: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> => {
    const events: Delivered[] = [];
    const refused: (RefusedRecord & { index: number })[] = [];
    for (const [index, record] of Records.entries()) {
      const outcome = read(record);
      if ("event" in outcome) {
        if (isProjected(outcome.event)) events.push({ index, event: outcome.event });
      } else {
        const { data, sequenceNumber } = record.kinesis;
        const text = Buffer.from(data, "base64").toString();
        refused.push({ ...outcome, text, stream: record.eventSourceARN, sequenceNumber, index });
      }
    }

    const { changed, failures } = await project(dependencies, events);
    const lasting = failures.find(({ error }) => error !== undefined && !isTransient(error));
    if (lasting !== undefined) throw lasting.error;

    // From the first record that failed on, all are delivered again: what is told of them now would be told twice.
    const retryFrom = Math.min(...failures.map(({ index }) => index));
    const final = refused.filter(({ index }) => index < retryFrom);
    const { sent, error } = await sendRefused(sqs, refusedQueueUrl, final);
    const first = Math.min(retryFrom, final[sent]?.index ?? Number.POSITIVE_INFINITY);

    const told = final.slice(0, sent);
    // Their contents are in the queue.
    if (sent > 0) logger.warn("Refused records", { refused: sent, reason: told[0]?.reason });
    count({
      CardsChanged: changed,
      EventsImpossible: told.filter(({ fault }) => fault === "impossible").length,
      EventsMalformed: told.filter(({ fault }) => fault === "malformed").length,
    });
    const identifier = Records[first]?.kinesis.sequenceNumber;
    if (identifier === undefined) return { batchItemFailures: [] };
    logger.error("Some records need another delivery", {
      sequenceNumber: identifier,
      error: failures[0]?.error ?? error,
    });
    return { batchItemFailures: [{ itemIdentifier: identifier }] };
  };
}

interface Delivered {
  /** In the batch. */
  index: number;
  event: CardEvent;
}

/** A card's events that are not in the table, by the earliest of them. */
interface Failure {
  index: number;
  /** Absent where others kept writing to the card. */
  error?: unknown;
}

function isProjected({ type, replay }: CardEvent): boolean {
  return type === "left" || replay !== undefined;
}

async function project(
  dependencies: ProjectorDependencies,
  delivered: readonly Delivered[],
): Promise<{ changed: number; failures: Failure[] }> {
  const { pause } = dependencies;
  let changed = 0;
  let pending = byCard(delivered);
  const given: Failure[] = [];
  for (let round = 1; pending.size > 0 && round <= MAX_ROUNDS; round += 1) {
    if (round > 1) await pause(fullJitter(BACKOFF, round - 1, Math.random));
    const { written, again, failures } = await applyOnce(dependencies, pending);
    changed += written;
    given.push(...failures);
    pending = again;
  }
  return { changed, failures: [...given, ...[...pending.values()].map(([{ index }]) => ({ index }))] };
}

type Pending = Map<string, [Delivered, ...Delivered[]]>;

function byCard(delivered: readonly Delivered[]): Pending {
  const cards: Pending = new Map();
  for (const one of delivered) {
    const others = cards.get(one.event.card_id);
    if (others === undefined) cards.set(one.event.card_id, [one]);
    else others.push(one);
  }
  return cards;
}

/** Reads the cards, and writes what their events make of them. */
async function applyOnce(dependencies: ProjectorDependencies, pending: Pending) {
  const { dynamo, cardTable, areas } = dependencies;
  const outcomes = new Map<string, StoreOutcome>();
  const settle = (changes: readonly CardChange[], outcome: StoreOutcome) => {
    for (const { after } of changes) outcomes.set(after.card_id, outcome);
  };
  const cards = await readCards(dynamo, cardTable, [...pending.keys()]).catch((error: unknown) => {
    for (const cardId of pending.keys()) outcomes.set(cardId, { error });
    return new Map<string, Card | undefined>();
  });
  const changes: CardChange[] = [];
  for (const [cardId, before] of cards) {
    const known = before ?? { card_id: cardId };
    const after = (pending.get(cardId) ?? []).reduce((card, { event }) => afterEvent(card, event), known);
    if (after === known) outcomes.set(cardId, "written");
    else changes.push({ after, ...(before !== undefined && { before }) });
  }

  const alone = changes.filter((change) => movedIn(areas, change).length === 0);
  for (const some of chunksOf(alone, PARALLEL_WRITES)) {
    await Promise.all(some.map(async (change) => settle([change], await writeAlone(dependencies, change))));
  }
  const moving = changes.filter((change) => !alone.includes(change));
  for (const group of chunksOf(moving, CARDS_TOGETHER)) settle(group, await writeGroup(dependencies, group));

  const again: Pending = new Map();
  const failures: Failure[] = [];
  for (const [cardId, events] of pending) {
    const outcome = outcomes.get(cardId) ?? "lost";
    if (outcome === "written") continue;
    if (isRetriable(outcome)) again.set(cardId, events);
    else failures.push({ index: events[0].index, ...(typeof outcome === "object" && outcome) });
  }
  const written = changes.filter(({ after }) => outcomes.get(after.card_id) === "written").length;
  return { written, again, failures };
}

async function writeAlone(dependencies: ProjectorDependencies, change: CardChange): Promise<StoreOutcome> {
  const { dynamo, cardTable, now } = dependencies;
  const noted = await noteEmployee(dependencies, change);
  return noted === "written" ? writeCard(dynamo, cardTable, change, now()) : noted;
}

async function writeGroup(dependencies: ProjectorDependencies, group: readonly CardChange[]): Promise<StoreOutcome> {
  const { dynamo, cardTable, areas, now } = dependencies;
  const occupancy = new Map<string, number>();
  for (const change of group) {
    const noted = await noteEmployee(dependencies, change);
    if (noted !== "written") return noted;
    for (const [area, by] of movedIn(areas, change)) occupancy.set(area, (occupancy.get(area) ?? 0) + by);
  }
  return writeTogether(dynamo, cardTable, group, occupancy, now());
}

/** Before the card: a registration that is cut short here is found again, as long as the card does not know of it. */
async function noteEmployee({ dynamo, cardTable }: ProjectorDependencies, change: CardChange): Promise<StoreOutcome> {
  const isRegistration = change.before?.registered_at !== change.after.registered_at;
  return isRegistration ? writeEmployee(dynamo, cardTable, change.after) : "written";
}

/** Lists what a change moves into, or out of, limited areas. */
function movedIn(areas: Areas, { before, after }: CardChange): [string, number][] {
  return [...movement(before ?? {}, after)].filter(([area]) => isLimited(areas, area));
}
