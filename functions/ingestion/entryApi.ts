import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { isTransient } from "../shared/awsErrors";
import { charsetFault, contentEncodingFault, contentTypeParts } from "../shared/http/contentType";
import { shortened } from "../shared/http/jsonText";
import { headerOf, type Problem, problem } from "../shared/http/reply";
import { createTelemetry, type Telemetry } from "../shared/telemetry";
import { loggedAccess } from "./accessLog";
import { decoded, pairsOf } from "./formText";
import { htmlReply, refused, type UrlHandler, wantsHtml } from "./html";
import { type ListDependencies, listEntries, listPending } from "./lists";
import { formPage } from "./pages";
import { type SubmitDependencies, submit } from "./submit";

export interface EntryApiDependencies extends ListDependencies, SubmitDependencies {
  /** Bytes of the longest query string, still encoded. */
  maxQueryBytes: number;
  /** Bytes of the longest body. */
  maxBodyBytes: number;
}

type EntryApi = EntryApiDependencies & { telemetry: Telemetry };

/** The parameters of a list: a query of these alone asks for one. */
const LIST_PARAMETERS = ["limit", "next"];

/**
 * Answers the URL that takes entries.
 * - `GET /` without a query, or with `limit` and `next`: what is stored, as JSON, or as a page of cards where the client takes HTML
 * - `GET /?field=value&...` and `POST /` with the same as a form's body: runs the workflow; 201 stored, 202 waits for a person, 200
 *   known already, 400 with every reason
 * - `GET /pending`: what waits for a person
 *
 * Where it lists nothing, `GET /` is the form for people, and 403 for programs, as is `GET /pending`.
 *
 * One log line a request says what was asked for and what came of it, without the values that were sent.
 * @throws what the SDK throws on faults that no repeat cures, such as denied access
 */
export function createEntryApi(dependencies: EntryApiDependencies): UrlHandler {
  const api: EntryApi = { ...dependencies, telemetry: createTelemetry() };
  return loggedAccess(api.telemetry, async (event) => {
    try {
      return await answer(api, event);
    } catch (error) {
      if (!isTransient(error)) throw error;
      api.telemetry.logger.error("An AWS service does not answer", { error });
      return unavailable(event);
    }
  });
}

async function answer(api: EntryApi, event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const { method } = event.requestContext.http;
  const path = event.rawPath.replace(/\/+$/, "") || "/";
  if (path !== "/" && path !== "/pending") {
    return refused(event, problem("not-found", 404, "Not found", "There is nothing here; entries are at /."));
  }
  const allowed = path === "/" ? ["GET", "HEAD", "POST"] : ["GET", "HEAD"];
  if (!allowed.includes(method)) {
    const detail = `${path} takes ${allowed.join(", ")} only.`;
    return refused(event, problem("method-not-allowed", 405, "Method not allowed", detail), {
      allow: allowed.join(", "),
    });
  }
  const tooMuch = sizeFault(api, event);
  if (tooMuch !== undefined) return refused(event, tooMuch);
  if (path === "/pending") return api.listsEntries ? listPending(api, event) : closedList(event);
  const unreadable = method === "POST" ? formFault(event) : undefined;
  if (unreadable !== undefined) return refused(event, unreadable);
  if (method === "POST") return submit(api, event, bodyText(event) + queryAppended(event));
  const asksForList = pairsOf(event.rawQueryString).every(({ name }) =>
    LIST_PARAMETERS.includes(decoded(name) ?? name),
  );
  if (asksForList) return listOrForm(api, event);
  return method === "GET" ? submit(api, event, event.rawQueryString) : headOfSubmission(event);
}

function listOrForm(api: EntryApi, event: APIGatewayProxyEventV2) {
  if (api.listsEntries) return listEntries(api, event);
  return wantsHtml(event) ? htmlReply(200, formPage(api.rules)) : closedList(event);
}

/** Entries hold what people send about themselves: an open URL may take them without handing them out. */
function closedList(event: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 {
  const detail = "Entries can be sent here, but not read: the list is closed.";
  return refused(event, problem("list-closed", 403, "The list is closed", detail));
}

/** A HEAD must have no effect that a GET has: nothing is stored for it. */
function headOfSubmission(event: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 {
  const detail = "An entry is sent by GET or POST; HEAD is for the list.";
  return refused(event, problem("method-not-allowed", 405, "Method not allowed", detail), { allow: "GET, POST" });
}

function sizeFault({ maxQueryBytes, maxBodyBytes }: EntryApi, event: APIGatewayProxyEventV2) {
  const queryBytes = Buffer.byteLength(event.rawQueryString);
  if (queryBytes > maxQueryBytes) {
    const detail = `The query string has ${queryBytes} bytes; at most ${maxQueryBytes} are allowed.`;
    return problem("query-too-long", 414, "Query too long", detail);
  }
  const bodyBytes = Buffer.byteLength(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  if (bodyBytes <= maxBodyBytes) return undefined;
  const detail = `The body has ${bodyBytes} bytes; at most ${maxBodyBytes} are allowed.`;
  return problem("too-large", 413, "Too large", detail);
}

/** A body of another kind would be read as one field of a strange name. */
function formFault(event: APIGatewayProxyEventV2): Problem | undefined {
  const { mediaType, parameters } = contentTypeParts(headerOf(event, "content-type") ?? FORM_TYPE);
  const detail =
    mediaType === FORM_TYPE
      ? (charsetFault(parameters) ?? contentEncodingFault(event))
      : `The Content-Type ${JSON.stringify(shortened(mediaType))} is not supported; send ${FORM_TYPE}.`;
  return detail === undefined ? undefined : problem("unsupported-media-type", 415, "Unsupported media type", detail);
}

const FORM_TYPE = "application/x-www-form-urlencoded";

function bodyText({ body = "", isBase64Encoded }: APIGatewayProxyEventV2): string {
  return isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body;
}

function queryAppended({ rawQueryString }: APIGatewayProxyEventV2): string {
  return rawQueryString === "" ? "" : `&${rawQueryString}`;
}

function unavailable(event: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 {
  const detail = "This cannot be done just now; send the same again.";
  return refused(event, problem("unavailable", 503, "Unavailable", detail), { "retry-after": "2" });
}
