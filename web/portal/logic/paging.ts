/** The place in a list whose server names, with each page, only the next one. */
export interface Paging {
  /** The names of the pages up to the one shown; the first has none. */
  cursors: readonly (string | undefined)[];
  /** Names the page after the one shown. */
  next?: string | undefined;
}

export const FIRST_PAGE: Paging = { cursors: [undefined] };

/** The number of the page shown, from 1. */
export function pageNumber({ cursors }: Paging): number {
  return cursors.length;
}

/** Names the page that is shown. */
export function cursorOf({ cursors }: Paging): string | undefined {
  return cursors.at(-1);
}

/** Takes in what the page that has come says of the next one. */
export function arrived(paging: Paging, next: string | undefined): Paging {
  return { ...paging, next };
}

/** Goes to the next page; stays where there is none. */
export function forward(paging: Paging): Paging {
  return paging.next === undefined ? paging : { cursors: [...paging.cursors, paging.next] };
}

/** Goes to the page before; stays on the first. */
export function back(paging: Paging): Paging {
  return paging.cursors.length === 1 ? paging : { cursors: paging.cursors.slice(0, -1) };
}
