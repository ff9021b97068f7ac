import { z } from "zod/mini";

/** The version of the envelope that this program writes. A consumer refuses another one instead of guessing. */
export const ENVELOPE_VERSION = 1;

/**
 * The events that can happen, and how often. `high` events travel through the Kinesis stream; `low` ones go straight to the archive's
 * delivery, for a stream has its price by the hour and nobody waits for them in order. Envelope, archive and table are the same for
 * both.
 */
export const EVENT_TYPES = {
  "card-registered": { volume: "low" },
  "card-blocked": { volume: "low" },
  "card-unblocked": { volume: "low" },
  "command-refused": { volume: "low" },
  entered: { volume: "high" },
  denied: { volume: "high" },
  left: { volume: "high" },
} as const satisfies Record<string, { volume: "high" | "low" }>;

export type CardEventType = keyof typeof EVENT_TYPES;

/** Why somebody was not let in. */
export const DENIAL_REASONS = ["unknown-card", "card-blocked", "already-inside", "area-full", "unknown-gate"] as const;

export type DenialReason = (typeof DENIAL_REASONS)[number];

// These are functions because Pulumi, which serialises handlers with all that they capture, cannot serialise a schema. Call each once.

/** Names of cards, gates, areas and employees: what fits a key, a URL and a message's attribute without escaping. */
export const nameText = () =>
  z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "must be 1 to 64 letters, digits, . _ -"));

/** Ids of events and requests, UUIDs for example. */
export const eventId = () => z.string().check(z.regex(/^[A-Za-z0-9-]{1,64}$/, "must be 1 to 64 letters, digits and -"));

/** Whole milliseconds since the Unix epoch, UTC. A mapping template of API Gateway can write no other form of a time. */
export const milliseconds = () => z.int().check(z.gte(0), z.lte(8_640_000_000_000_000));

/** An event as it travels, and as the archive keeps it. Names are in snake case because those of Athena's columns know no capitals. */
export const cardEvent = () =>
  z.object({
    id: eventId(),
    version: z.literal(ENVELOPE_VERSION),
    type: z.enum(Object.keys(EVENT_TYPES) as [CardEventType, ...CardEventType[]]),
    /** When it happened, by the clock of whoever saw it. */
    occurred_at: milliseconds(),
    /** When the system took it down. Differs where a gate was offline. */
    recorded_at: milliseconds(),
    card_id: nameText(),
    gate_id: z.optional(nameText()),
    area: z.optional(nameText()),
    employee_id: z.optional(nameText()),
    /** The employee's name, of registrations. */
    holder: z.optional(z.string().check(z.maxLength(200))),
    /** The reason of a denial or a refusal. */
    reason: z.optional(z.string().check(z.maxLength(200))),
    /** An entry that was let in although the card was inside already. */
    passback: z.optional(z.boolean()),
    /** The gate's own id of its request, by which it may repeat it. */
    request_id: z.optional(eventId()),
    /** Marks what the archive sent again: consumers that know the event change nothing. */
    replay: z.optional(z.object({ id: eventId(), at: milliseconds() })),
  });

export type CardEvent = z.infer<ReturnType<typeof cardEvent>>;

/** Milliseconds: how late a gate may report what happened (7 days), and how far its clock may be ahead (5 minutes). */
export const LONGEST_DELAY_MS = 7 * 24 * 3_600_000;
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

/**
 * Says what cannot be true of an event that has the right form.
 * @returns `undefined` where it can
 */
export function impossibilityOf({ occurred_at, recorded_at }: CardEvent): string | undefined {
  if (occurred_at > recorded_at + CLOCK_TOLERANCE_MS) {
    return `occurred_at is ${occurred_at - recorded_at} ms after recorded_at: the gate's clock is wrong`;
  }
  if (occurred_at < recorded_at - LONGEST_DELAY_MS) {
    return `occurred_at is ${recorded_at - occurred_at} ms before recorded_at, more than the ${LONGEST_DELAY_MS} ms a gate has`;
  }
  return undefined;
}

/** The folder of the archive in which an event is: `{ date: "2026-11-21", hour: "09" }`, by when it happened, in UTC. */
export function partitionOf({ occurred_at }: Pick<CardEvent, "occurred_at">): { date: string; hour: string } {
  const [date = "", time = ""] = new Date(occurred_at).toISOString().split("T");
  return { date, hour: time.slice(0, 2) };
}
