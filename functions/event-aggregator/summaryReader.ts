import { type AttributeValue, type DynamoDBClient, GetItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { Big } from "big.js";
import { isTransient } from "../shared/awsErrors";
import { isMarkName } from "../shared/exactlyOnce/mark";
import { hasLoneSurrogate, shortened } from "../shared/http/jsonText";
import { pageToken, readPageToken } from "../shared/http/pageToken";
import { type HttpHandler, jsonReply, problem, problemReply } from "../shared/http/reply";
import { createTelemetry } from "../shared/telemetry";
import { MAX_KEY_BYTES } from "./summarize";

export interface SummaryReaderDependencies {
  dynamo: DynamoDBClient;
  summaryTable: string;
}

/** A summary as callers see it: `SummaryID`, `ItemCount`, the sums by name, `UpdatedAt` (ISO 8601). */
export type Summary = Record<string, string | number>;

/** Summaries on a page: by default, and at most. */
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

/**
 * Handles `GET /get-summary`.
 * - without `id`: 200 `{ summaries, next? }`, in no particular order; `limit` (1 to 1,000, default 100) bounds the page, and a page can
 *   be shorter, since DynamoDB reads 1 MB at a time; go on with `next` until there is none
 * - with `id`: 200 with that one summary, or a 404 problem
 *
 * A number that a double cannot hold exactly is given as a string of its digits. A parameter that is unknown or not valid is a 400.
 * @throws what the SDK throws on faults that no repeat cures, such as denied access
 */
export function createSummaryReader({ dynamo, summaryTable }: SummaryReaderDependencies): HttpHandler {
  const { logger } = createTelemetry();
  return async (event) => {
    try {
      const query = event.queryStringParameters ?? {};
      const unknown = Object.keys(query).find((name) => !["id", "limit", "next"].includes(name));
      if (unknown !== undefined) return badParameter(unknown, "is unknown; id, limit and next are the ones there are");
      return query.id === undefined
        ? await listSummaries(dynamo, summaryTable, query)
        : await oneSummary(dynamo, summaryTable, { ...query, id: query.id });
    } catch (error) {
      if (!isTransient(error)) throw error;
      logger.error("The summaries could not be read", { error, summaryTable });
      const detail = "The summaries cannot be read just now; try again.";
      return problemReply(problem("unavailable", 503, "Storage unavailable", detail), { "retry-after": "2" });
    }
  };
}

async function oneSummary(
  dynamo: DynamoDBClient,
  table: string,
  { id, limit, next }: { id: string; limit?: string | undefined; next?: string | undefined },
): Promise<APIGatewayProxyStructuredResultV2> {
  if (limit !== undefined || next !== undefined) return badParameter("id", "goes without limit and next");
  const bytes = Buffer.byteLength(id);
  if (bytes === 0 || bytes > MAX_KEY_BYTES)
    return badParameter("id", `must have 1 to ${MAX_KEY_BYTES} bytes, got ${bytes}`);
  if (hasLoneSurrogate(id)) return badParameter("id", "has half a surrogate pair, which no id can have");
  const { Item: item } = await dynamo.send(new GetItemCommand({ TableName: table, Key: { SummaryID: { S: id } } }));
  if (item === undefined) {
    return problemReply(
      problem("no-such-summary", 404, "No such summary", "There is no summary with this id, or not yet."),
    );
  }
  return jsonReply(200, summaryOf(item));
}

async function listSummaries(
  dynamo: DynamoDBClient,
  table: string,
  { limit = String(DEFAULT_LIMIT), next }: { limit?: string | undefined; next?: string | undefined },
): Promise<APIGatewayProxyStructuredResultV2> {
  if (!/^[1-9]\d{0,3}$/.test(limit) || Number(limit) > MAX_LIMIT) {
    return badParameter(
      "limit",
      `must be a whole number from 1 to ${MAX_LIMIT}, got ${JSON.stringify(shortened(limit))}`,
    );
  }
  const after = next === undefined ? undefined : readPageToken(next);
  if (next !== undefined && after === undefined) {
    return badParameter("next", "is not one that this API gave; send it exactly as it came, or start without it");
  }
  const { Items: items = [], LastEvaluatedKey: last } = await dynamo.send(
    new ScanCommand({
      TableName: table,
      Limit: Number(limit),
      ...(after !== undefined && { ExclusiveStartKey: { SummaryID: { S: after } } }),
    }),
  );
  const lastId = last?.SummaryID?.S;
  return jsonReply(200, {
    summaries: items.map(summaryOf),
    ...(lastId !== undefined && { next: pageToken(lastId) }),
  });
}

/** The attributes that the aggregator writes, sums in the order of their names, without its marks. */
function summaryOf(item: Readonly<Record<string, AttributeValue>>): Summary {
  const { SummaryID: id, ItemCount: itemCount, UpdatedAt: updatedAt, ...others } = item;
  const sums = Object.entries<AttributeValue | undefined>(others)
    // The SDK hands an attribute of the name `__proto__` out as `undefined`.
    .flatMap(([name, value]) => (isMarkName(name) || value?.N === undefined ? [] : [[name, value.N] as const]))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    SummaryID: id?.S ?? "",
    ItemCount: numberOf(itemCount?.N ?? "0"),
    ...Object.fromEntries(sums.map(([name, value]) => [name, numberOf(value)])),
    ...(updatedAt?.S !== undefined && { UpdatedAt: updatedAt.S }),
  };
}

/** DynamoDB's numbers have up to 38 digits, a double's about 16: what a double would change stays a string. */
function numberOf(text: string): number | string {
  const value = Number(text);
  const isExact = Math.abs(value) <= Number.MAX_SAFE_INTEGER && new Big(text).eq(value);
  return isExact ? value : new Big(text).toFixed();
}

function badParameter(name: string, rule: string): APIGatewayProxyStructuredResultV2 {
  const parameter = shortened(name);
  const detail = `The query parameter ${JSON.stringify(parameter)} ${rule}.`;
  return problemReply(problem("invalid-parameter", 400, "Invalid query parameter", detail, { parameter }));
}
