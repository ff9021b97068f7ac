import type { Areas } from "./areas";
import type { DenialReason } from "./event";
import type { Card } from "./presence";

export interface EntryRules {
  areas: Areas;
  /** Treatment of a card that is inside already: `hard` denies it, `soft` lets it in and says so in the event. */
  antiPassback: "hard" | "soft";
  /** Minutes after its entry from which on a card that is still inside must have left unseen. @default never */
  forgiveMissingExitAfterMinutes?: number;
}

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
