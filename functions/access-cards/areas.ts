/** A part of the offices that is entered and left through gates of its own. */
export interface Area {
  /** Their names; a gate belongs to one area. */
  gates: readonly string[];
  /** How many may be inside at once. @default as many as come */
  maxOccupancy?: number;
}

/** Areas by name. */
export type Areas = Readonly<Record<string, Area>>;

/** The area behind a gate; `undefined` for a gate that nobody has set up. */
export function areaOfGate(areas: Areas, gateId: string): string | undefined {
  return Object.keys(areas).find((area) => areas[area]?.gates.includes(gateId));
}

/** Tells whether an area counts who is inside, so that entries can be held to a maximum. */
export function isLimited(areas: Areas, area: string | undefined): area is string {
  return area !== undefined && Object.hasOwn(areas, area) && areas[area]?.maxOccupancy !== undefined;
}
