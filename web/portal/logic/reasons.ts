const REASONS: Readonly<Record<string, string>> = {
  "unknown-card": "the card is not registered",
  "card-blocked": "the card is blocked",
  "already-inside": "the holder is inside already",
  "area-full": "the area is full",
  "unknown-gate": "the gate is not known",
  "card-exists": "the card belongs to somebody already",
  "employee-has-card": "the employee has another card that is active: block it first",
  superseded: "somebody has changed the card since",
  "card-replaced": "the employee has been given another card since",
};

/** Puts a reason of the system into a person's words; one that is not known stays as it is. */
export function reasonInWords(reason: string): string {
  return REASONS[reason] ?? reason.replaceAll("-", " ");
}
