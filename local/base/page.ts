import type { AwsError } from "./awsError";

/**
 * A part of a list. The token is the place of the next item.
 * @param most how many items the page has where the caller does not say
 * @throws AwsError as `invalid` makes it, for a token that none of our pages has
 */
export function pageOf<Item>(
  all: readonly Item[],
  { token, limit, most = 100 }: { token?: string | undefined; limit?: number | undefined; most?: number },
  invalid: () => AwsError,
): { items: readonly Item[]; next?: string } {
  const from = Number(token ?? 0);
  if (!Number.isInteger(from) || from < 0) throw invalid();
  const to = from + (Number(limit) || most);
  return { items: all.slice(from, to), ...(to < all.length && { next: String(to) }) };
}
