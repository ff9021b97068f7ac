import { AwsError } from "../../base/awsError";

/** The place in a list from which a page shows it. @throws AwsError for what is no place */
export function pageFrom(query: URLSearchParams): number {
  const from = Number(query.get("from") ?? 0);
  if (Number.isInteger(from) && from >= 0) return from;
  throw new AwsError("BadRequest", "from must be a whole number that is not negative");
}
