import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { parseJson } from "../shared/http/jsonText";
import { check } from "../shared/schema";
import { createTelemetry } from "../shared/telemetry";
import { areaOfGate } from "./areas";
import { createDecide, type DecideDependencies } from "./decide";
import { nameText } from "./event";
import { entryRequest } from "./requests";

export interface EntryDependencies extends DecideDependencies {
  /** Lets the header `x-artificial-delay-ms` make an answer late, to see the alarm for that. */
  artificialErrors: boolean;
}

/** The longest artificial delay, in milliseconds: shorter than the function may take. */
const LONGEST_ARTIFICIAL_DELAY_MS = 8_000;

/**
 * Answers `POST /gates/{gateId}/enter`: 200 with a `Decision` that is stored, 400 for a request that no gate should send, 503
 * where so many want through at once that this one should try again. The same request, by its `request_id`, gets the same answer for
 * a day.
 * @throws what the SDK throws on faults that no repeat cures
 */
export function createEntry(dependencies: EntryDependencies) {
  const { artificialErrors, pause, areas } = dependencies;
  const { logger, count } = createTelemetry();
  const request = entryRequest();
  const gateName = nameText();
  const decide = createDecide(dependencies);

  return async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    if (artificialErrors) await pause(artificialDelayOf(event));
    const gate = check(gateName, event.pathParameters?.gateId);
    if (!gate.success) return reply(400, { message: "the gate in the path must be 1 to 64 letters, digits, . _ -" });
    const body = check(request, jsonOf(event));
    if (!body.success) return reply(400, { message: `the body is not right: ${faultsOf(body.error.issues)}` });

    const gateId = gate.data;
    const decision = await decide({ ...body.data, gateId, area: areaOfGate(areas, gateId) });
    if (decision === undefined) {
      count({ EntriesUndecided: 1 });
      return reply(503, { message: "too many are passing at once: send the request again" });
    }
    if (decision.decision === "granted") count({ EntriesGranted: 1 });
    else {
      count({ EntriesDenied: 1 });
      count({ EntriesDenied: 1 }, { reason: decision.reason ?? "unknown" });
    }
    logger.debug("decided", { gateId, ...decision });
    return reply(200, decision);
  };
}

function artificialDelayOf({ headers }: APIGatewayProxyEvent): number {
  const [, text] = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "x-artificial-delay-ms") ?? [];
  const delay = Number(text ?? 0);
  return Number.isFinite(delay) ? Math.min(Math.max(delay, 0), LONGEST_ARTIFICIAL_DELAY_MS) : 0;
}

/** @returns `undefined` for what is no JSON */
function jsonOf({ body, isBase64Encoded }: APIGatewayProxyEvent): unknown {
  try {
    return parseJson(Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8").toString());
  } catch {
    return undefined;
  }
}

function faultsOf(issues: readonly { path: readonly PropertyKey[]; message: string }[]): string {
  return issues.map(({ path, message }) => [...path.map(String), message].join(": ")).join("; ");
}

function reply(statusCode: number, content: object): APIGatewayProxyResult {
  return {
    statusCode,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify(content),
  };
}
