import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../../base/clock";
import type { Expiring } from "../expiring";
import type { Tokens } from "../tokens";
import type { User, UserPool } from "../userPool";

/** One request to the hosted login of a pool, its body and cookies read. */
export interface HostedRequest {
  pool: UserPool;
  method: string;
  query: URLSearchParams;
  /** Empty where the body is no form. */
  form: URLSearchParams;
  headers: IncomingMessage["headers"];
  cookies: ReadonlyMap<string, string>;
}

export interface HostedReply {
  status: number;
  headers: Readonly<Record<string, string | readonly string[]>>;
  body: string;
}

/** The sign-in that a code stands for, until it is exchanged for tokens. */
export interface CodeGrant {
  poolId: string;
  clientId: string;
  redirectUri: string;
  scopes: readonly string[];
  user: string;
  /** When the user signed in: milliseconds since the Unix epoch. */
  signedInAt: number;
  nonce?: string;
  challenge?: string;
}

/** A browser in which somebody has signed in. */
export interface Session {
  poolId: string;
  user: string;
  /** Milliseconds since the Unix epoch. */
  signedInAt: number;
}

/** Somebody who knows a temporary password, and has to choose another. */
export interface PendingPassword {
  poolId: string;
  clientId: string;
  user: User;
}

/** The parts that the hosted login works on. */
export interface HostedParts {
  clock: Clock;
  tokens: Tokens;
  codes: Expiring<CodeGrant>;
  sessions: Expiring<Session>;
  pendingPasswords: Expiring<PendingPassword>;
}

export type HostedOperation = (request: HostedRequest, parts: HostedParts) => Promise<HostedReply> | HostedReply;

/** Forms here are short: no user types more, and no program sends more. */
const MAX_FORM_BYTES = 64 * 1024;

/** @throws RangeError for a body that is too long */
export async function readForm(incoming: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_FORM_BYTES) chunks.push(chunk);
  }
  if (size > MAX_FORM_BYTES) throw new RangeError("the form is too long");
  const type = incoming.headers["content-type"] ?? "";
  return new URLSearchParams(
    type.startsWith("application/x-www-form-urlencoded") ? Buffer.concat(chunks).toString() : "",
  );
}

export function cookiesOf({ cookie = "" }: IncomingMessage["headers"]): Map<string, string> {
  const pairs = cookie.split(";").map((pair) => pair.trim().split(/=(.*)/s));
  return new Map(pairs.map(([name = "", value = ""]) => [name, value]));
}

export function send(response: ServerResponse, method: string, { status, headers, body }: HostedReply): void {
  response.writeHead(status, {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(status !== 204 && status !== 302 && { "content-length": String(Buffer.byteLength(body)) }),
    ...(headers as Record<string, string | string[]>),
  });
  response.end(method === "HEAD" || status === 204 ? undefined : body);
}

export function json(status: number, document: object): HostedReply {
  return { status, headers: { "content-type": "application/json;charset=UTF-8" }, body: JSON.stringify(document) };
}

export function redirect(location: string, headers: HostedReply["headers"] = {}): HostedReply {
  return { status: 302, headers: { location, ...headers }, body: "" };
}

/** An address with more parameters; those that have no value are left out. */
export function withQuery(address: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}

/** A cookie that only this pool gets back, and no script reads. @param seconds 0 takes it away */
export function cookie({ endpoint }: UserPool, name: string, value: string, seconds: number): string {
  return `${name}=${value}; Path=${endpoint.slice(endpoint.indexOf("/"))}; HttpOnly; SameSite=Lax; Max-Age=${seconds}`;
}
