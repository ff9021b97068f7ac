/** The price of a million events of one system. */
export interface EventCost {
  system: string;
  /** The thing that is counted: `"a webhook taken"`. */
  event: string;
  /** US dollars. */
  perMillion: number;
}

/** A row of the table of all systems: name, event, dollars, and two columns about the naive design. */
const ROW = /^\| ([a-z-]+) \| ([^|]+) \| ([\d.]+) \| [\d.]+ \| [\d.]+ \|$/gm;

/**
 * Reads what a million events of some systems cost from the page that `npm run bench -- cost` writes.
 * @param page text of docs/cost.md
 */
export function eventCosts(page: string, systems: readonly string[]): EventCost[] {
  return [...page.matchAll(ROW)]
    .map(([, system = "", event = "", dollars]) => ({ system, event, perMillion: Number(dollars) }))
    .filter(({ system }) => systems.includes(system))
    .sort((a, b) => b.perMillion - a.perMillion);
}
