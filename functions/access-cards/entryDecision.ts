import type { Areas } from "./areas";
import { DENIAL_REASONS, type DenialReason } from "./event";
import type { Card } from "./presence";

export interface EntryRules {
  areas: Areas;
  /** Treatment of a card that is inside already: `hard` denies it, `soft` lets it in and says so in the event. */
  antiPassback: "hard" | "soft";
  /** Minutes after its entry from which on a card that is still inside must have left unseen. @default never */
  forgiveMissingExitAfterMinutes?: number;
  /** Asked about a card that may enter as far as the other rules go. @default they are all */
  decide?: EntryDecide;
}

/** Somebody whom all other rules let in, but for the room in the area. */
export interface EntryQuestion {
  /** The card as it is stored: if anything happens to it until the decision is stored, the question is asked again. */
  card: Readonly<Card>;
  gate: string;
  area: string;
  /** When the entry happens, in milliseconds since the Unix epoch. */
  at: number;
}

/**
 * A rule of one's own about entries: `undefined` lets the card in, a reason denies it. A reason is 1 to 64 lower-case letters, digits and `-`, begins
 * with a letter, and is none of those that the system has itself. Synchronous, and the same for the same question: repeats ask again.
 */
export type EntryDecide = (question: EntryQuestion) => string | undefined;

/** The decision about a card at a gate, as far as the card itself goes: the write says whether there is room in the area. */
export type Judgement =
  | { reason: Exclude<DenialReason, "area-full" | "unknown-gate"> }
  | {
      /** When the entry counts as happening: now, or just after the last that is known of the card. */
      at: number;
      /** It was inside already. */
      passback: boolean;
    };

/**
 * Judges a card by what is known of it.
 * @param card `undefined` where there is none
 * @param now milliseconds since the Unix epoch
 */
export function judgeEntry(card: Card | undefined, rules: EntryRules, now: number): Judgement {
  // An exit may have been heard of before its card's registration was.
  if (card?.status === undefined) return { reason: "unknown-card" };
  if (card.status === "blocked") return { reason: "card-blocked" };
  const at = Math.max(now, (card.presence_at ?? 0) + 1);
  if (card.inside !== true) return { at, passback: false };
  if (rules.antiPassback === "soft" || isForgiven(card, rules, now)) return { at, passback: true };
  return { reason: "already-inside" };
}

function isForgiven({ presence_at = 0 }: Card, { forgiveMissingExitAfterMinutes }: EntryRules, now: number): boolean {
  return forgiveMissingExitAfterMinutes !== undefined && now - presence_at >= forgiveMissingExitAfterMinutes * 60_000;
}

const OWN_REASON = /^[a-z][a-z0-9-]{0,63}$/;

/**
 * Asks the rule of one's own, where there is one.
 * @returns the reason of a denial
 * @throws what the rule throws; an Error where its answer is none
 */
export function ownDenial({ decide }: EntryRules, question: EntryQuestion): string | undefined {
  const answer: unknown = decide?.(question);
  if (answer === undefined) return undefined;
  if (
    typeof answer === "string" &&
    OWN_REASON.test(answer) &&
    !(DENIAL_REASONS as readonly string[]).includes(answer)
  ) {
    return answer;
  }
  throw new Error(
    `decide must return undefined, or a reason of 1 to 64 lower-case letters, digits and - that is none of ${DENIAL_REASONS.join(", ")}, got ${answer instanceof Promise ? "a promise" : JSON.stringify(answer)}`,
  );
}
