import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { invalidJson, type JsonBody, readJsonBody, tooLarge } from "../shared/http/jsonBody";
import { interoperabilityFault, scanJson } from "../shared/http/jsonText";
import { type Problem, problem } from "../shared/http/reply";

/** The most that one event may have, in bytes of UTF-8. DynamoDB's limit of 400 KB an item leaves room for what is stored with it. */
export const MAX_EVENT_BYTES = 262_144;

/** The most events that one batch may have. */
export const MAX_BATCH_EVENTS = 25;

/** Reads the one event of `POST /trigger-event`; its text is kept as it was sent, without the white space around it. */
export function readEvent(event: APIGatewayProxyEventV2): { event: JsonBody } | { problem: Problem } {
  const read = readJsonBody(event, MAX_EVENT_BYTES);
  if ("problem" in read) return read;
  const body = { text: read.body.text.trim(), value: read.body.value };
  const fault = checkEvent(body);
  return fault === undefined ? { event: body } : { problem: fault };
}

/** Reads the events of `POST /trigger-events`; one bad event refuses them all, and the problem tells its `index`. */
export function readEvents(event: APIGatewayProxyEventV2): { events: JsonBody[] } | { problem: Problem } {
  // API Gateway caps a body at 10 MB, and Lambda a request at 6 MB: the bound that matters is each event's own.
  const read = readJsonBody(event, Number.POSITIVE_INFINITY);
  if ("problem" in read) return read;
  const { text, value } = read.body;
  if (!Array.isArray(value)) return { problem: notAnArray(value) };
  if (value.length === 0) {
    return { problem: problem("empty-batch", 400, "Empty batch", "The array is empty; send at least one event.") };
  }
  if (value.length > MAX_BATCH_EVENTS) {
    const detail = `The array has ${value.length} events; at most ${MAX_BATCH_EVENTS} are allowed in one request.`;
    return { problem: problem("too-many-events", 413, "Too many events", detail) };
  }
  const events = scanJson(text).elements.map(({ start, end }, index) => ({
    text: text.slice(start, end),
    value: value[index],
  }));
  for (const [index, element] of events.entries()) {
    const fault = checkEvent(element, index);
    if (fault !== undefined) return { problem: fault };
  }
  return { events };
}

function notAnArray(value: unknown): Problem {
  const detail = `The body is ${nameOf(value)}; send an array of objects, or one object to /trigger-event.`;
  return problem("not-an-array", 400, "Not an array", detail);
}

/** @param index in the batch, when there is one */
function checkEvent({ text, value }: JsonBody, index?: number): Problem | undefined {
  const what = index === undefined ? "The event" : `Event ${index}`;
  const extensions = index === undefined ? {} : { index };
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const detail = `${what} is ${nameOf(value)}; send a JSON object.`;
    return problem("not-an-object", 400, "Not an object", detail, extensions);
  }
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_EVENT_BYTES) return tooLarge(what, bytes, MAX_EVENT_BYTES, extensions);
  const fault = interoperabilityFault(text, value);
  return fault === undefined ? undefined : invalidJson(`${what} ${fault}.`, extensions);
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
