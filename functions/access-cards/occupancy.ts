import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";
import { isTransient } from "../shared/awsErrors";
import { type Entry, groupByKey } from "../shared/exactlyOnce/fold";
import { positionOf } from "../shared/exactlyOnce/mark";
import { applyGroups } from "../shared/exactlyOnce/summaryWriter";
import {
  batchResult,
  shardOf,
  type WindowedStreamEvent,
  type WindowedStreamResult,
} from "../shared/exactlyOnce/windowedStream";
import { createTelemetry } from "../shared/telemetry";
import { hourOf } from "./archive/ledgerItem";
import { countProduced, type ProducedEvent } from "./archive/production";
import { cardOf } from "./cardAttributes";
import { EVENT_TYPES } from "./event";
import { publishedEvent } from "./outboxEvents";
import { type Card, movement } from "./presence";

/** The occupancy table's partition key, which holds {@link occupancyAreaKey} and {@link occupancyGateKey}. */
export const OCCUPANCY_TABLE_KEY = "SummaryID";
/** Key of the item with `inside`, a number. */
export const occupancyAreaKey = (area: string): string => `area#${area}`;
/** Key of the item with `entries`, `exits` and `denied`, numbers; those that are 0 may be absent. */
export const occupancyGateKey = (gateId: string): string => `gate#${gateId}`;

export interface OccupancyDependencies {
  dynamo: DynamoDBClient;
  occupancyTable: string;
  /** The archive's table of what was produced and archived in each hour. */
  ledgerTable: string;
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/**
 * Counts from the card table's changes who is inside each area, and what went through each gate, every change exactly once:
 * `functions/shared/exactlyOnce/summaryWriter.ts` says how. Who is inside follows from a card before and after, so it is right after a
 * replay too; what is replayed went through its gate once and is not counted again.
 *
 * It also counts, for the archive's ledger, the events of low volume that are published: they do not pass the stream where all others
 * are counted, and the card table's changes take no third reader.
 * @throws an Error when the event has no `shardId`; what the SDK throws on faults that no repeat cures, after the rest is counted
 */
export function createOccupancy({ dynamo, occupancyTable, ledgerTable, now }: OccupancyDependencies) {
  const { logger, count } = createTelemetry();

  return async (event: WindowedStreamEvent): Promise<WindowedStreamResult> => {
    const shardId = shardOf(event);
    const { Records: records = [] } = event;
    const groups = groupByKey(records.flatMap((record) => entriesOf(record, now())));
    const results = await applyGroups({ dynamo, summaryTable: occupancyTable, now, logger }, shardId, groups);
    const failures = results.flatMap(({ failure }) =>
      failure === undefined ? [] : [{ position: failure.entries[0].position, error: failure.error }],
    );
    const { failure } = await countProduced({ dynamo, ledgerTable }, shardId, records.flatMap(lowEventOf));
    if (failure !== undefined) failures.push(failure);

    const lasting = failures.find(({ error }) => !isTransient(error));
    if (lasting !== undefined) throw lasting.error;
    const [first] = failures.sort((a, b) => (a.position < b.position ? -1 : 1));
    if (first === undefined) return batchResult(undefined);
    const failed = records.find(({ dynamodb }) => positionOf(dynamodb?.SequenceNumber ?? "") === first.position);
    count({ BatchesToRetry: 1 });
    logger.error("Some records need another delivery", { shardId, ...first });
    return batchResult(failed?.dynamodb?.SequenceNumber ?? "");
  };
}

/** Lists what a change of the card table adds, and to what. */
function entriesOf(record: DynamoDBRecord, nowMs: number): Entry[] {
  const { dynamodb } = record;
  const position = positionOf(dynamodb?.SequenceNumber ?? "");
  const createdAt = dynamodb?.ApproximateCreationDateTime ?? nowMs / 1000;
  const added = [...insideOf(record), ...passageOf(record)];
  return added.map(([key, field, by]) => ({ key, add: { [field]: String(by) }, position, createdAt }));
}

function lowEventOf(record: DynamoDBRecord): ProducedEvent[] {
  const event = publishedEvent(record);
  if (event === undefined || EVENT_TYPES[event.type].volume !== "low") return [];
  return [{ hour: hourOf(event), type: event.type, position: positionOf(record.dynamodb?.SequenceNumber ?? "") }];
}

type Addition = readonly [key: string, field: string, by: number];

function insideOf({ dynamodb }: DynamoDBRecord): Addition[] {
  const { before, after } = cardsOf(dynamodb);
  return [...movement(before, after)].map(([area, by]) => [occupancyAreaKey(area), "inside", by]);
}

function passageOf(record: DynamoDBRecord): Addition[] {
  const event = publishedEvent(record);
  if (event?.gate_id !== undefined && (event.type === "entered" || event.type === "denied")) {
    return [[occupancyGateKey(event.gate_id), event.type === "entered" ? "entries" : "denied", 1]];
  }
  const { before, after } = cardsOf(record.dynamodb);
  const hasMoved = after.presence_event !== undefined && after.presence_event !== before.presence_event;
  const isExit = hasMoved && after.inside === false && after.presence_replay === undefined;
  return isExit && after.gate_id !== undefined ? [[occupancyGateKey(after.gate_id), "exits", 1]] : [];
}

function cardsOf(change: DynamoDBRecord["dynamodb"]): { before: Card; after: Card } {
  const none: Card = { card_id: "" };
  return {
    before: cardOf(change?.OldImage as Parameters<typeof cardOf>[0]) ?? none,
    after: cardOf(change?.NewImage as Parameters<typeof cardOf>[0]) ?? none,
  };
}
