import type { IncomingMessage, ServerResponse } from "node:http";
import { AwsError } from "../base/awsError";
import { readBody } from "../base/readBody";
import { callWithin } from "../edge/callWithin";
import type { Edge, PathHandler } from "../edge/edge";
import { sendText } from "../edge/localPage";
import type { Services } from "../services";
import { act } from "./actions";
import { sendLive } from "./live";
import { BuiltPages } from "./pages";
import { type ConsoleParts, ofType, type ProgramView, type View } from "./parts";
import { refusalOf } from "./refusal";
import { sendRequest } from "./sendRequest";
import { sqlQuery } from "./sqlQuery";
import { alarms } from "./views/alarms";
import { bucket, buckets, object } from "./views/buckets";
import { calls, journey } from "./views/calls";
import { chaos, setChaos } from "./views/chaos";
import { cost } from "./views/cost";
import { database, databases } from "./views/databases";
import { functionPage, functions } from "./views/functions";
import { logGroups, logLines } from "./views/logs";
import { map } from "./views/map";
import { metric, metrics } from "./views/metrics";
import { overview } from "./views/overview";
import { queue, queues } from "./views/queues";
import { routes } from "./views/routes";
import { runSchedule, schedules } from "./views/schedules";
import { records, stream, streams } from "./views/streams";
import { TABLE, table, tables } from "./views/tables";
import { service, tasks } from "./views/tasks";
import { signIn, userPool, users } from "./views/users";
import { execution, workflow, workflows } from "./views/workflows";

/** The path below which the console's parts are. */
const PLACE = "_local/console";
const MAX_ACTION_BYTES = 8 * 1024 * 1024;

const VIEWS: Readonly<Record<string, View>> = {
  ...{ alarms, calls, chaos, functions, journey, map, overview, queue, queues, routes, table, tables },
  ...{ execution, workflow, workflows, bucket, buckets, object, records, stream, streams, service, tasks, schedules },
  ...{ cost, database, databases, metric, metrics, users },
  "user-pool": userPool,
  function: functionPage,
  "log-groups": logGroups,
  log: logLines,
};

/** All that the console shows is data; its page has no part that another site could change. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Sluice</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/${PLACE}/assets/main.css">
<script type="module" src="/${PLACE}/assets/main.js"></script>
</head>
<body>
<div id="root"></div>
<noscript><p>This page needs JavaScript.</p></noscript>
</body>
</html>
`;

export interface ConsoleDependencies {
  services: Services;
  edge: Pick<Edge, "mount" | "mountRoot" | "service">;
  program: ProgramView;
  /** The sources of the pages. */
  folder: string;
}

/**
 * Serves the console: its page at the edge's own address, and below `/_local/console/` what the page is made of (`assets/`), what it shows
 * (`view/NAME`, and `live/NAME` as server-sent events), and what it does: `action`, `request` to the program's own APIs, `chaos`, and others
 * that no API of AWS has.
 */
export function createConsole({ services, edge, program, folder }: ConsoleDependencies): void {
  const pages = new BuiltPages(folder);
  /** For the time until somebody looks again: a write asks for them. */
  const tableKeys = new Map<string, readonly string[]>();
  services.calls.keysOfTable = (table) => {
    const keys = tableKeys.get(table) ?? keysOfTable(program, table);
    tableKeys.set(table, keys);
    return keys;
  };
  const { principal } = operatorOf(services);
  const calling =
    (isRecorded: boolean): ConsoleParts["call"] =>
    async (signingName, operation, params) => {
      const service = edge.service(signingName);
      if (service === undefined) throw new AwsError("NotFound", `The local cloud has no service ${signingName}.`, 404);
      const payload = service.routes?.[operation]?.payload;
      const given = payload === undefined ? params : { ...params, [payload]: Buffer.from(String(params[payload])) };
      const answer = await callWithin(services.iam, service, principal, { operation, params: given, isRecorded });
      if ("result" in answer) return answer.result;
      const { status, headers, body } = answer.raw;
      const text = body.toString();
      if (payload !== undefined)
        return { text, failed: headers["x-amz-function-error"] !== undefined, ...logOf(headers) };
      if (status >= 400) throw errorOf(text, status);
      return JSON.parse(text) as Record<string, unknown>;
    };
  // Looks come every second: they would push the program's own calls out of the record.
  const parts: ConsoleParts = { services, program, principal, call: calling(false) };
  const call = calling(true);

  /** The deeds of pages, by the place that they post to. */
  const deeds: Readonly<Record<string, (asked: unknown, response: Reply) => object | Promise<object>>> = {
    action: (asked) => act({ call }, asked),
    chaos: (asked) => setChaos(parts, asked),
    query: (asked) => sqlQuery(parts, asked),
    request: (asked) => sendRequest(parts, asked),
    "run-schedule": (asked) => runSchedule(parts, asked),
    async "sign-in"(asked, response) {
      const { tokens, cookie } = await signIn(parts, asked);
      response.setHeader("set-cookie", cookie);
      return tokens;
    },
  };

  async function look(name: string, query: URLSearchParams): Promise<object> {
    const view = Object.hasOwn(VIEWS, name) ? VIEWS[name] : undefined;
    if (view === undefined) throw new AwsError("NotFound", `The console has no view ${JSON.stringify(name)}.`, 404);
    services.calls.watch();
    tableKeys.clear();
    return view(parts, query);
  }

  async function answer(kind: string, name: string, query: URLSearchParams, request: IncomingMessage, response: Reply) {
    if (kind === "live" && request.method === "GET") {
      return sendLive(response, request, services.clock, () => look(name, query));
    }
    if (kind === "view" && request.method === "GET") return sendJson(response, 200, await look(name, query));
    const deed = request.method === "POST" && Object.hasOwn(deeds, kind) ? deeds[kind] : undefined;
    if (deed !== undefined) return sendJson(response, 200, await deed(await readJson(request), response));
    throw new AwsError("NotFound", `Nothing answers ${request.method} ${request.url}.`, 404);
  }

  const below: PathHandler = async (rest, request, response) => {
    const { pathname, searchParams } = new URL(`http://page${rest}`);
    const [, kind = "", name = ""] = pathname.split("/");
    if (kind === "assets") return sendAsset(await pages.assets(), name, response);
    const refusal = refusalOf(request);
    if (refusal) return sendJson(response, refusal.status, { message: refusal.message });
    try {
      await answer(kind, name, searchParams, request, response);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      sendJson(response, error.status, { code: error.code, message: error.message });
    }
  };

  edge.mount(PLACE, below);
  edge.mountRoot(async (_rest, _request, response) => sendText(response, 200, "text/html", PAGE));
}

type Reply = ServerResponse;

function keysOfTable(program: ProgramView, name: string): readonly string[] {
  const { hashKey, rangeKey } = ofType(program, TABLE).find(({ state }) => state.name === name)?.state ?? {};
  return [hashKey, rangeKey].filter((key) => typeof key === "string");
}

function operatorOf({ iam }: Pick<Services, "iam">) {
  return { principal: iam.principalOf(iam.operator.accessKeyId, iam.operator.sessionToken) };
}

function sendAsset(assets: ReadonlyMap<string, string>, name: string, response: Reply): void {
  const text = assets.get(name);
  if (text === undefined) sendText(response, 404, "text/plain", `The console has no ${name}.\n`);
  else sendText(response, 200, name.endsWith(".css") ? "text/css" : "text/javascript", text);
}

function sendJson(response: Reply, status: number, value: object): void {
  sendText(response, status, "application/json", JSON.stringify(value));
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, MAX_ACTION_BYTES);
  if (body === "too large") throw new AwsError("TooLarge", `an action has at most ${MAX_ACTION_BYTES} bytes`, 413);
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new AwsError("BadRequest", "an action is written in JSON");
  }
}

function logOf(headers: Readonly<Record<string, string>>): { log?: string } {
  const log = headers["x-amz-log-result"];
  return log === undefined ? {} : { log: Buffer.from(log, "base64").toString() };
}

/** The error that a server behind a service answered by itself, such as DynamoDB's. */
function errorOf(text: string, status: number): AwsError {
  const { __type: type, message, Message } = JSON.parse(text) as Record<string, unknown>;
  return new AwsError(String(type).split("#").at(-1) ?? "", String(message ?? Message), status);
}
