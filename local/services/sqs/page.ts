import type { Queue } from "./queue";
import { invalidValue } from "./sqsErrors";

const MAX_RESULTS = 1000;

/**
 * Answers a list of queues page by page. Without `MaxResults` there is no next page: the first 1,000 are all.
 * Source: Amazon SQS API Reference, "ListQueues".
 *
 * @throws AwsError `InvalidParameterValue`
 */
export function pageOf(
  queues: readonly Queue[],
  { MaxResults, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { urls: readonly string[]; NextToken?: string } {
  if (MaxResults !== undefined && !(MaxResults >= 1 && MaxResults <= MAX_RESULTS)) {
    throw invalidValue("MaxResults", MaxResults, `You must enter a value between 1 and ${MAX_RESULTS}.`);
  }
  const urls = queues.map(({ url }) => url).sort();
  const last = NextToken === undefined ? "" : Buffer.from(NextToken, "base64").toString();
  const rest = urls.filter((url) => url > last);
  const page = rest.slice(0, MaxResults ?? MAX_RESULTS);
  const isMore = MaxResults !== undefined && page.length < rest.length;
  return { urls: page, ...(isMore && { NextToken: Buffer.from(page.at(-1) ?? "").toString("base64") }) };
}
