import type { Group } from "../api/types";

export interface Page {
  /** The part of the address behind `#/`. */
  path: string;
  title: string;
  /** The groups that may see it. */
  groups: readonly Group[];
}

export const PAGES = [
  { path: "cards", title: "Cards", groups: ["hr"] },
  { path: "events", title: "Events", groups: ["auditor"] },
  { path: "live", title: "Live", groups: ["hr", "auditor"] },
] as const satisfies readonly Page[];

export type PageName = (typeof PAGES)[number]["path"];

/** The pages that somebody in these groups may see. */
export function pagesFor(groups: readonly string[]): readonly (typeof PAGES)[number][] {
  return PAGES.filter((page) => page.groups.some((group) => groups.includes(group)));
}

/** The page that an address asks for, where the person may see it; else the first of his. */
export function pageAt(hash: string, groups: readonly string[]): (typeof PAGES)[number] | undefined {
  const mine = pagesFor(groups);
  return mine.find(({ path }) => hash === `#/${path}`) ?? mine[0];
}
