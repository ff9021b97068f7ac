import type { CardPage, CommandState, Me, NewCard, Occupancy, QueryAnswer, QueryRequest } from "./types";

export interface Api {
  me(signal?: AbortSignal): Promise<Me>;
  cards(
    search: { employeeId?: string | undefined; next?: string | undefined },
    signal?: AbortSignal,
  ): Promise<CardPage>;
  register(card: NewCard): Promise<{ command_id: string }>;
  block(cardId: string): Promise<{ command_id: string }>;
  unblock(cardId: string): Promise<{ command_id: string }>;
  command(commandId: string, signal?: AbortSignal): Promise<CommandState>;
  startQuery(request: QueryRequest): Promise<{ query_id: string }>;
  query(queryId: string, next?: string, signal?: AbortSignal): Promise<QueryAnswer>;
  cancelQuery(queryId: string): Promise<void>;
  occupancy(signal?: AbortSignal): Promise<Occupancy>;
}

export interface ApiOptions {
  /** The backend's base URL, without a slash at its end. */
  endpoint: string;
  /** Gives the token of the person who is signed in; called before every request. */
  token(): Promise<string>;
  /** Gets another token after the backend refused the last one; `false` when there is none to be had. */
  renew(): Promise<boolean>;
  fetch?: typeof fetch;
}

/** A request that failed; its message is for the person at the screen. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    message: string,
    /** The status of the answer; 0 where there was none. */
    readonly status: number,
  ) {
    super(message);
  }

  /** Tells whether the same request may do better a moment later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Milliseconds until a request is given up; longer than an HTTP API takes at most. */
const TIMEOUT_MS = 35_000;

/** Talks to the portal's backend. Every method throws {@link ApiError}, or the reason of its abort. */
export function createApi({ endpoint, token, renew, fetch: send = fetch }: ApiOptions): Api {
  async function request<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    // A request that is repeated has the key of the first, so that nothing happens twice.
    const key = method === "POST" ? { "idempotency-key": crypto.randomUUID() } : {};
    const attempt = async () => {
      const authorization = `Bearer ${await token()}`;
      return reached(() =>
        send(`${endpoint}${path}`, {
          method,
          headers: { authorization, ...key, ...(body !== undefined && { "content-type": "application/json" }) },
          signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]),
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      );
    };
    let response = await attempt().catch((error: unknown) => {
      if (error instanceof ApiError && method === "POST") return attempt();
      throw error;
    });
    // A token may have run out, or been revoked, a moment ago.
    if (response.status === 401 && (await renew())) response = await attempt();
    if (!response.ok) throw new ApiError(await messageOf(response), response.status);
    return (response.status === 204 ? undefined : await readJson(response)) as T;
  }

  const cardPath = (cardId: string) => `/cards/${encodeURIComponent(cardId)}`;
  const queryPath = (queryId: string) => `/queries/${encodeURIComponent(queryId)}`;
  return {
    me: (signal) => request("GET", "/me", undefined, signal),
    cards: ({ employeeId, next }, signal) =>
      request("GET", `/cards${queryString({ employee_id: employeeId, next })}`, undefined, signal),
    register: (card) => request("POST", "/cards", card),
    block: (cardId) => request("POST", `${cardPath(cardId)}/block`),
    unblock: (cardId) => request("POST", `${cardPath(cardId)}/unblock`),
    command: (commandId, signal) => request("GET", `/commands/${encodeURIComponent(commandId)}`, undefined, signal),
    startQuery: (query) => request("POST", "/queries", query),
    query: (queryId, next, signal) =>
      request("GET", `${queryPath(queryId)}${queryString({ next })}`, undefined, signal),
    cancelQuery: (queryId) => request("DELETE", queryPath(queryId)),
    occupancy: (signal) => request("GET", "/occupancy", undefined, signal),
  };
}

/** Puts any error into words, a programmer's mistake included. */
export function wordsOf(error: unknown): string {
  return error instanceof ApiError ? error.message : "Something went wrong on this page. Reload it and try again.";
}

function queryString(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

async function reached(send: () => Promise<Response>): Promise<Response> {
  try {
    return await send();
  } catch (error) {
    if (nameOf(error) === "AbortError") throw error;
    if (nameOf(error) === "TimeoutError") throw new ApiError("The server did not answer in time. Try again.", 0);
    throw new ApiError("The server cannot be reached. Check your connection and try again.", 0);
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (nameOf(error) === "AbortError") throw error;
    throw new ApiError("The server's answer cannot be read. Try again.", 0);
  }
}

/** Finds the backend's own words, where it has some that help. */
async function messageOf(response: Response): Promise<string> {
  if (response.status === 401) return "Your sign-in has ended. Sign in again.";
  if (response.status === 429) return "There are too many requests at the moment. Try again in a few seconds.";
  const said = (await response.json().catch(() => undefined)) as { message?: unknown } | undefined;
  if (typeof said?.message === "string" && response.status < 500) return said.message;
  return response.status === 403
    ? "You are not allowed to do this."
    : `The server cannot do this at the moment (${response.status}). Try again.`;
}

function nameOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}
