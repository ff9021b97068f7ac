import { AwsError } from "../../../base/awsError";

/** Items per page: 100, or as many as `maxResults` says. The token is the place of the next item. */
export function page<T>(
  { nextToken, maxResults }: { nextToken?: string | undefined; maxResults?: number | undefined },
  all: readonly T[],
): { items: readonly T[]; next: { nextToken?: string } } {
  const from = Number(nextToken ?? 0);
  if (!Number.isInteger(from) || from < 0) throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
  const to = from + (Number(maxResults) || 100);
  return { items: all.slice(from, to), next: to < all.length ? { nextToken: String(to) } : {} };
}
