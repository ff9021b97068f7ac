import { createHash, randomUUID } from "node:crypto";
import { z } from "zod/mini";
import { jsonReply } from "../../shared/http/reply";
import { milliseconds, nameText } from "../event";
import { type CardTable, cardIdsOf } from "./cardList";
import { employeeEvents } from "./eventQuery";
import { bodyOf, idempotencyKeyOf, queryOf } from "./input";
import { findQuery, type QueryRuns, readEvents, startQuery, stateOf, stopQuery } from "./queryRuns";
import { createPortalHandler, type PortalRequest, type Reply, refused } from "./routes";

export type QueriesDependencies = CardTable & QueryRuns;

const DAY_MS = 86_400_000;
/** Days that one query may ask for. */
const MOST_DAYS = 92;
/** Cards of one employee; each is a value of the query. */
const MOST_CARDS = 100;

/** Handles an auditor's queries: what happened to an employee in a range of time. */
export function createQueries(dependencies: QueriesDependencies) {
  const question = z.strictObject({ employee_id: nameText(), from: milliseconds(), to: milliseconds() }).check(
    z.refine(({ from, to }) => to > from, { path: ["to"], message: "must be after from" }),
    z.refine(({ from, to }) => to - from <= MOST_DAYS * DAY_MS, {
      path: ["to"],
      message: `must be at most ${MOST_DAYS} days after from`,
    }),
  );
  const page = z.strictObject({
    next: z.optional(z.string().check(z.minLength(1, "must not be empty"), z.maxLength(1_024, "is too long"))),
  });

  const start = async ({ event, caller, logger }: PortalRequest): Promise<Reply> => {
    const body = bodyOf(question, event);
    if ("reply" in body) return body.reply;
    const key = idempotencyKeyOf(event);
    if ("reply" in key) return key.reply;
    const { employee_id, ...range } = body.value;
    const cardIds = await cardIdsOf(dependencies, employee_id, MOST_CARDS);
    if (cardIds.length === 0) return refused(404, `No card was ever registered for the employee ${employee_id}.`);
    const token = key.value === undefined ? randomUUID() : tokenOf([caller.subject, key.value, body.value, cardIds]);
    const query_id = await startQuery(dependencies, employeeEvents(range, employee_id, cardIds), token);
    // Whoever asks about people leaves a trace.
    logger.info("A query about an employee", { query_id, employee_id, ...range, by: caller.subject });
    return jsonReply(202, { query_id });
  };

  const find = async (event: PortalRequest["event"]) => {
    const id = event.pathParameters?.queryId ?? "";
    // Athena refuses a text that is no id in words of its own.
    if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)) return undefined;
    const query = await findQuery(dependencies, id);
    return query === undefined ? undefined : { id, query };
  };

  const show = async ({ event }: PortalRequest): Promise<Reply> => {
    const query = queryOf(page, event);
    if ("reply" in query) return query.reply;
    const found = await find(event);
    if (found === undefined) return unknownQuery();
    const state = stateOf(found.query);
    const reason = found.query.Status?.StateChangeReason;
    const scanned_bytes = found.query.Statistics?.DataScannedInBytes;
    const about = {
      state,
      ...(reason !== undefined && reason !== "" && { reason }),
      ...(scanned_bytes !== undefined && { scanned_bytes }),
    };
    if (state !== "succeeded") return jsonReply(200, about);
    const results = await readEvents(dependencies, found.id, query.value.next);
    return results === undefined
      ? refused(400, "next is none that this query gave")
      : jsonReply(200, { ...about, ...results });
  };

  const cancel = async ({ event }: PortalRequest): Promise<Reply> => {
    const found = await find(event);
    if (found === undefined) return unknownQuery();
    const state = stateOf(found.query);
    if (state !== "queued" && state !== "running") return refused(409, `The query has ended: it has ${state}.`);
    await stopQuery(dependencies, found.id);
    return { statusCode: 204 };
  };

  return createPortalHandler({
    "POST /queries": { groups: ["auditor"], answer: start },
    "GET /queries/{queryId}": { groups: ["auditor"], answer: show },
    "DELETE /queries/{queryId}": { groups: ["auditor"], answer: cancel },
  });
}

/** The routes that {@link createQueries} answers. */
export const QUERY_ROUTES = ["POST /queries", "GET /queries/{queryId}", "DELETE /queries/{queryId}"] as const;

function unknownQuery(): Reply {
  return refused(404, "There is no such query.");
}

function tokenOf(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
