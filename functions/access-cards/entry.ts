import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { eventIdOfKey, newEventId } from "../event-aggregator/eventId";
import { fullJitter } from "../queue-worker/backoff";
import { createTelemetry } from "../shared/telemetry";
import { areaOfGate } from "./areas";
import { type Attributes, cardOf, numberOf, textOf } from "./cardAttributes";
import { type EntryRules, judgeEntry } from "./entryDecision";
import { writeDenial, writeEntry } from "./entryWrites";
import { type CardEvent, type DenialReason, ENVELOPE_VERSION, nameText } from "./event";
import type { Card } from "./presence";
import { type EntryRequest, entryRequest } from "./requests";

export interface EntryDependencies extends EntryRules {
  dynamo: DynamoDBClient;
  cardTable: string;
  /** Whether the header `x-artificial-delay-ms` makes an answer late, to see the alarm for that. */
  artificialErrors: boolean;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Waits so many milliseconds. */
  pause(ms: number): Promise<void>;
}

/** The answer to a gate. */
export interface Decision {
  decision: "granted" | "denied";
  /** Why not. */
  reason?: DenialReason;
  event_id: string;
  /** Milliseconds since the Unix epoch. */
  occurred_at: number;
  area?: string;
}

/** Writes that somebody else was in the way of, until the gate is asked to try again. */
const MAX_CONFLICTS = 25;
const BACKOFF = { firstMs: 10, maxMs: 200 };

/** The longest artificial delay, in milliseconds: shorter than the function may take. */
const LONGEST_ARTIFICIAL_DELAY_MS = 8_000;

/**
 * Answers `POST /gates/{gateId}/enter`: 200 with a {@link Decision} that is stored, 400 for a request that no gate should send, 503
 * where so many want through at once that this one should try again. The same request, by its `request_id`, gets the same answer for
 * a day.
 * @throws what the SDK throws on faults that no repeat cures; nothing is decided then
 */
export function createEntry(dependencies: EntryDependencies) {
  const { artificialErrors, now, pause, areas } = dependencies;
  const { logger, count } = createTelemetry();
  const request = entryRequest();
  const gateName = nameText();

  return async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    if (artificialErrors) await pause(artificialDelayOf(event));
    const gate = gateName.safeParse(event.pathParameters?.gateId);
    if (!gate.success) return reply(400, { message: "the gate in the path must be 1 to 64 letters, digits, . _ -" });
    const body = request.safeParse(jsonOf(event));
    if (!body.success) return reply(400, { message: `the body is not right: ${faultsOf(body.error.issues)}` });

    const gateId = gate.data;
    const decision = await decide(dependencies, { ...body.data, gateId, area: areaOfGate(areas, gateId) }, now());
    if (decision === undefined) {
      count({ EntriesUndecided: 1 });
      return reply(503, { message: "too many are passing at once: send the request again" });
    }
    if (decision.decision === "granted") count({ EntriesGranted: 1 });
    else {
      count({ EntriesDenied: 1 });
      count({ EntriesDenied: 1 }, { reason: decision.reason ?? "unknown" });
    }
    logger.debug("decided", { gateId, ...decision });
    return reply(200, decision);
  };
}

interface Passage extends EntryRequest {
  gateId: string;
  area: string | undefined;
}

/** @returns `undefined` where others were in the way to the end */
async function decide(
  dependencies: EntryDependencies,
  passage: Passage,
  startedAt: number,
): Promise<Decision | undefined> {
  const { dynamo, cardTable: table, areas, pause } = dependencies;
  const { gateId, area, card_id: cardId, request_id: requestId } = passage;
  const id =
    requestId === undefined ? newEventId(startedAt) : eventIdOfKey("event", [gateId, cardId, requestId].join("\n"));
  const eventAt = (at: number): CardEvent => ({
    id,
    version: ENVELOPE_VERSION,
    type: "entered",
    occurred_at: at,
    recorded_at: at,
    card_id: cardId,
    gate_id: gateId,
    ...(area === undefined ? {} : { area }),
    ...(requestId === undefined ? {} : { request_id: requestId }),
  });
  const limits = new Map(
    Object.entries(areas).flatMap(([name, { maxOccupancy }]) =>
      maxOccupancy === undefined ? [] : [[name, maxOccupancy] as const],
    ),
  );

  let seen: Card | undefined;
  let denial: DenialReason | undefined = area === undefined ? "unknown-gate" : undefined;
  let at = startedAt;
  let passback = false;
  for (let conflicts = 0; conflicts <= MAX_CONFLICTS; ) {
    const event: CardEvent =
      denial === undefined
        ? { ...eventAt(at), ...(passback ? { passback } : {}), ...employeeOf(seen) }
        : { ...eventAt(startedAt), type: "denied", reason: denial, ...employeeOf(seen) };
    const write =
      denial === undefined
        ? await writeEntry(dynamo, table, {
            event,
            limits,
            isRepeatable: requestId !== undefined,
            ...(seen === undefined ? {} : { seen }),
          })
        : await writeDenial(dynamo, table, event);
    switch (write.kind) {
      case "written":
        return answerOf(event);
      case "decided":
        return earlierAnswer(id, write.item);
      case "area-full":
        denial = "area-full";
        break;
      case "card": {
        const card = cardOf(write.item);
        // The SDK repeats a write whose answer it did not hear: what stands in the way is the entry itself.
        if (card?.presence_event === id) return answerOf(eventAt(card.presence_at ?? at));
        const judgement = judgeEntry(card, dependencies, startedAt);
        if ("reason" in judgement) denial = judgement.reason;
        else ({ at, passback } = judgement);
        if (seen !== undefined) conflicts += 1;
        seen = card;
        break;
      }
      case "conflict":
        conflicts += 1;
        await pause(fullJitter(BACKOFF, conflicts, Math.random));
    }
  }
  return undefined;
}

function employeeOf(card: Card | undefined): { employee_id?: string } {
  return card?.employee_id === undefined ? {} : { employee_id: card.employee_id };
}

function answerOf({ id, type, reason, occurred_at, area }: CardEvent): Decision {
  return {
    decision: type === "entered" ? "granted" : "denied",
    ...(reason === undefined ? {} : { reason: reason as DenialReason }),
    event_id: id,
    occurred_at,
    ...(area === undefined ? {} : { area }),
  };
}

function earlierAnswer(id: string, item: Attributes): Decision {
  const reason = textOf(item, "reason");
  const area = textOf(item, "area");
  return {
    decision: textOf(item, "decision") === "granted" ? "granted" : "denied",
    ...(reason === undefined ? {} : { reason: reason as DenialReason }),
    event_id: id,
    occurred_at: numberOf(item, "occurred_at") ?? 0,
    ...(area === undefined ? {} : { area }),
  };
}

function artificialDelayOf({ headers }: APIGatewayProxyEvent): number {
  const [, text] = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "x-artificial-delay-ms") ?? [];
  const delay = Number(text ?? 0);
  return Number.isFinite(delay) ? Math.min(Math.max(delay, 0), LONGEST_ARTIFICIAL_DELAY_MS) : 0;
}

/** @returns `undefined` for what is no JSON */
function jsonOf({ body, isBase64Encoded }: APIGatewayProxyEvent): unknown {
  try {
    return JSON.parse(Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8").toString());
  } catch {
    return undefined;
  }
}

function faultsOf(issues: readonly { path: readonly PropertyKey[]; message: string }[]): string {
  return issues.map(({ path, message }) => [...path.map(String), message].join(": ")).join("; ");
}

function reply(statusCode: number, content: object): APIGatewayProxyResult {
  return {
    statusCode,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify(content),
  };
}
