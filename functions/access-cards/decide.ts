import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { isTransient } from "../shared/awsErrors";
import { fullJitter } from "../shared/backoff";
import { eventIdOfKey, newEventId } from "../shared/eventId";
import { type Attributes, cardOf, numberOf, textOf } from "./cardAttributes";
import { readCards } from "./cardStore";
import { type EntryRules, judgeEntry, ownDenial } from "./entryDecision";
import { type EntryWrite, writeDenial, writeEntry } from "./entryWrites";
import { type CardEvent, ENVELOPE_VERSION } from "./event";
import type { Card } from "./presence";
import type { EntryRequest } from "./requests";

export interface DecideDependencies extends EntryRules {
  dynamo: DynamoDBClient;
  cardTable: string;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Waits so many milliseconds. */
  pause(ms: number): Promise<void>;
}

/** Somebody who wants in. */
export interface Passage extends EntryRequest {
  gateId: string;
  /** Behind the gate; `undefined` where nobody has set it up. */
  area: string | undefined;
}

/** The answer to a gate. */
export interface Decision {
  decision: "granted" | "denied";
  /** The reason of a denial: one of `DENIAL_REASONS`, or one that `decide` has given. */
  reason?: string;
  event_id: string;
  /** Milliseconds since the Unix epoch. */
  occurred_at: number;
  area?: string;
}

/** Writes that somebody else was in the way of, until the gate is asked to try again. */
const MAX_CONFLICTS = 25;
const BACKOFF = { firstMs: 10, maxMs: 200 };

/** The next thing to write, by what the writes before came upon. */
interface Course {
  /** Absent where the card is to be let in. */
  denial?: string;
  /** The card, once it was seen. */
  seen?: Card;
  /** When the entry counts as happening. */
  at: number;
  passback: boolean;
}

/**
 * Makes what decides about passages, and has stored each decision when it answers: it takes a card for one that may enter, and learns
 * from the write that fails what it is instead. Where there is a rule of one's own it reads the card first, to ask that.
 * @returns `undefined` where others were in the way to the end: then the same request may be sent again
 */
export function createDecide(dependencies: DecideDependencies): (passage: Passage) => Promise<Decision | undefined> {
  const { dynamo, cardTable, now, pause } = dependencies;
  const limits = new Map(
    Object.entries(dependencies.areas).flatMap(([name, { maxOccupancy }]) =>
      maxOccupancy === undefined ? [] : [[name, maxOccupancy] as const],
    ),
  );

  const write = (event: CardEvent, { denial, seen }: Course): Promise<EntryWrite> =>
    denial === undefined
      ? writeEntry(dynamo, cardTable, {
          ...{ event, limits, isRepeatable: event.request_id !== undefined },
          ...(seen !== undefined && { seen }),
        })
      : writeDenial(dynamo, cardTable, event);

  const readCard = async (id: string): Promise<{ card: Card | undefined } | "conflict"> => {
    try {
      const cards = await readCards(dynamo, cardTable, [id]);
      return cards.has(id) ? { card: cards.get(id) } : "conflict";
    } catch (error) {
      if (isTransient(error)) return "conflict";
      throw error;
    }
  };

  /** The course for a card as it was seen. */
  const courseFor = (seen: Card | undefined, { gateId, area }: Passage, startedAt: number): Course => {
    const judgement = judgeEntry(seen, dependencies, startedAt);
    const known = seen === undefined ? {} : { seen };
    const refused = (denial: string): Course => ({ denial, at: startedAt, passback: false, ...known });
    if ("reason" in judgement) return refused(judgement.reason);
    if (seen === undefined || area === undefined) return { ...judgement, ...known };
    const denial = ownDenial(dependencies, { card: { ...seen }, gate: gateId, area, at: judgement.at });
    return denial === undefined ? { ...judgement, ...known } : refused(denial);
  };

  return async (passage) => {
    const startedAt = now();
    const id = idOf(passage, startedAt);
    let course: Course = { at: startedAt, passback: false };
    if (passage.area === undefined) course.denial = "unknown-gate";
    let isUnread = dependencies.decide !== undefined && course.denial === undefined;
    for (let conflicts = 0; conflicts <= MAX_CONFLICTS; ) {
      if (isUnread) {
        const read = await readCard(passage.card_id);
        if (read === "conflict") {
          conflicts += 1;
          await pause(fullJitter(BACKOFF, conflicts, Math.random));
          continue;
        }
        isUnread = false;
        course = courseFor(read.card, passage, startedAt);
      }
      const event = eventOf(id, passage, course);
      const written = await write(event, course);
      switch (written.kind) {
        case "written":
          return answerOf(event);
        case "decided":
          return earlierAnswer(id, written.item);
        case "area-full":
          course = { ...course, denial: "area-full", at: startedAt };
          break;
        case "card": {
          const seen = cardOf(written.item);
          // The SDK repeats a write whose answer it did not hear: what stands in the way is the entry itself.
          if (seen?.presence_event === id) return answerOf({ ...event, occurred_at: seen.presence_at ?? course.at });
          if (course.seen !== undefined) conflicts += 1;
          course = courseFor(seen, passage, startedAt);
          break;
        }
        case "conflict":
          conflicts += 1;
          await pause(fullJitter(BACKOFF, conflicts, Math.random));
      }
    }
    return undefined;
  };
}

/** The same for every repeat of a request that has an id of its own. */
function idOf({ gateId, card_id, request_id }: Passage, nowMs: number): string {
  if (request_id === undefined) return newEventId(nowMs);
  return eventIdOfKey("event", [gateId, card_id, request_id].join("\n"));
}

function eventOf(id: string, passage: Passage, { denial, seen, at, passback }: Course): CardEvent {
  const { gateId, card_id, area, request_id } = passage;
  return {
    id,
    version: ENVELOPE_VERSION,
    type: denial === undefined ? "entered" : "denied",
    occurred_at: at,
    recorded_at: at,
    card_id,
    gate_id: gateId,
    ...(area !== undefined && { area }),
    ...(seen?.employee_id !== undefined && { employee_id: seen.employee_id }),
    ...(denial !== undefined && { reason: denial }),
    ...(denial === undefined && passback && { passback }),
    ...(request_id !== undefined && { request_id }),
  };
}

function answerOf({ id, type, reason, occurred_at, area }: CardEvent): Decision {
  return {
    decision: type === "entered" ? "granted" : "denied",
    ...(reason !== undefined && { reason }),
    event_id: id,
    occurred_at,
    ...(area !== undefined && { area }),
  };
}

function earlierAnswer(id: string, item: Attributes): Decision {
  const reason = textOf(item, "reason");
  const area = textOf(item, "area");
  return {
    decision: textOf(item, "decision") === "granted" ? "granted" : "denied",
    ...(reason !== undefined && { reason }),
    event_id: id,
    occurred_at: numberOf(item, "occurred_at") ?? 0,
    ...(area !== undefined && { area }),
  };
}
