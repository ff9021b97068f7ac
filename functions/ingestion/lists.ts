import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { shortened } from "../shared/http/jsonText";
import { pageToken, readPageToken } from "../shared/http/pageToken";
import { jsonReply, problem } from "../shared/http/reply";
import { readPending, readStored } from "./entryList";
import { decoded, pairsOf } from "./formText";
import { htmlReply, refused, wantsHtml } from "./html";
import { entriesPage, pendingPage } from "./pages";
import type { FieldRule } from "./rules";

export interface ListDependencies {
  dynamo: DynamoDBClient;
  entryTable: string;
  rules: readonly FieldRule[];
}

/** Entries on a page: by default, and at most. */
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1000;

/** Pending entries that are shown: people work through them one by one. */
const PENDING_LIMIT = 200;

/** 200 with `{ entries, next? }` or a page of cards; 400 for a `limit` or `next` that is not valid. */
export async function listEntries(
  { dynamo, entryTable, rules }: ListDependencies,
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const query = readQuery(event);
  if ("fault" in query)
    return refused(event, problem("invalid-parameter", 400, "Invalid query parameter", query.fault));
  const { limit, after } = query;
  const { entries, next: last } = await readStored(dynamo, entryTable, rules, { limit, after });
  const next = last === undefined ? undefined : pageToken(last);
  if (wantsHtml(event)) return htmlReply(200, entriesPage(rules, entries, { limit, next }));
  return varied(jsonReply(200, { entries, ...(next !== undefined && { next }) }));
}

/** 200 with `{ pending, more }` or a page of cards. */
export async function listPending(
  { dynamo, entryTable, rules }: ListDependencies,
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { pending, more } = await readPending(dynamo, entryTable, rules, PENDING_LIMIT);
  if (wantsHtml(event)) return htmlReply(200, pendingPage(rules, pending, more));
  return varied(jsonReply(200, { pending, more }));
}

function readQuery({ rawQueryString }: APIGatewayProxyEventV2): { limit: number; after?: string } | { fault: string } {
  const given = new Map<string, string>();
  for (const { name: rawName, value } of pairsOf(rawQueryString)) {
    const name = decoded(rawName) ?? rawName;
    if (given.has(name)) return { fault: `The query parameter "${name}" is given more than once; give it once.` };
    given.set(name, decoded(value) ?? value);
  }
  const limit = given.get("limit") ?? String(DEFAULT_LIMIT);
  if (!/^[1-9]\d{0,3}$/.test(limit) || Number(limit) > MAX_LIMIT) {
    const got = JSON.stringify(shortened(limit));
    return { fault: `The query parameter "limit" must be a whole number from 1 to ${MAX_LIMIT}, got ${got}.` };
  }
  const next = given.get("next");
  const after = next === undefined ? undefined : readPageToken(next);
  if (next !== undefined && after === undefined) {
    const detail = "is not one that this list gave; send it exactly as it came, or start without it";
    return { fault: `The query parameter "next" ${detail}.` };
  }
  return { limit: Number(limit), ...(after !== undefined && { after }) };
}

/** The same URL has a page for browsers: a cache must not mix them up. */
function varied(reply: APIGatewayProxyStructuredResultV2): APIGatewayProxyStructuredResultV2 {
  return { ...reply, headers: { ...reply.headers, vary: "accept" } };
}
