import { AwsError } from "../../../base/awsError";
import { pageOf } from "../../../base/page";

/** Items per page: 100, or as many as `maxResults` says. */
export function page<T>(
  { nextToken, maxResults }: { nextToken?: string | undefined; maxResults?: number | undefined },
  all: readonly T[],
): { items: readonly T[]; next: { nextToken?: string } } {
  const invalid = () => new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
  const { items, next } = pageOf(all, { token: nextToken, limit: maxResults }, invalid);
  return { items, next: next === undefined ? {} : { nextToken: next } };
}
