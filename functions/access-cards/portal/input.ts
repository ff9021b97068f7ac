import type { z } from "zod/mini";
import { readIdempotencyKey } from "../../shared/http/idempotencyKey";
import { readJsonBody } from "../../shared/http/jsonBody";
import { shortened } from "../../shared/http/jsonText";
import { check } from "../../shared/schema";
import { type PortalEvent, type Reply, refused } from "./routes";

const MAX_BODY_BYTES = 16_384;

/** The input that was sent, or the answer that says what is wrong with it. */
export type Input<T> = { value: T } | { reply: Reply };

/** Reads the JSON body of a request. */
export function bodyOf<T>(schema: z.ZodMiniType<T>, event: PortalEvent): Input<T> {
  // Nothing that reads a body looks at who is signed in.
  const read = readJsonBody(event as unknown as Parameters<typeof readJsonBody>[0], MAX_BODY_BYTES);
  if ("problem" in read) return { reply: refused(read.problem.status, read.problem.detail) };
  return inputOf(schema, read.body.value);
}

/** Reads what the address says behind its question mark. */
export function queryOf<T>(schema: z.ZodMiniType<T>, event: PortalEvent): Input<T> {
  return inputOf(schema, event.queryStringParameters ?? {});
}

/** Reads a parameter of the path. */
export function pathOf<T>(schema: z.ZodMiniType<T>, event: PortalEvent): Input<T> {
  return inputOf(schema, event.pathParameters ?? {});
}

/** The key by which a client may repeat a request, if it sends one. */
export function idempotencyKeyOf(event: PortalEvent): Input<string | undefined> {
  const read = readIdempotencyKey(event as unknown as Parameters<typeof readIdempotencyKey>[0]);
  return "problem" in read ? { reply: refused(400, read.problem.detail) } : { value: read.key };
}

function inputOf<T>(schema: z.ZodMiniType<T>, value: unknown): Input<T> {
  const { success, data, error } = check(schema, value);
  return success ? { value: data } : { reply: refused(400, faultsIn(error, value)) };
}

/** `"employee_id is missing; to must be after from"` */
function faultsIn({ issues }: z.core.$ZodError, value: unknown): string {
  const faults = issues.map((issue) => {
    const field = issue.path.join(".");
    if (field === "") return issue.code === "unrecognized_keys" ? unknown(issue.keys) : `The body: ${issue.message}`;
    if (valueAt(value, issue.path) === undefined) return `${field} is missing`;
    if (issue.code === "invalid_type") return `${field} must be of the type ${issue.expected}`;
    // Our own rules go on in small letters, zod's are sentences.
    return /^[a-z]/.test(issue.message) ? `${field} ${issue.message}` : `${field}: ${issue.message}`;
  });
  return faults.join("; ");
}

function unknown(names: readonly string[]): string {
  return `${names.map((name) => JSON.stringify(shortened(name))).join(", ")} is not known here`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, name) => (inner as Record<PropertyKey, unknown> | undefined)?.[name], value);
}
