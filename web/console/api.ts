import { useEffect, useState } from "react";

const BASE = "/_local/console";

export type Live<T> =
  | { state: "loading" }
  | { state: "ready"; value: T; isStale: boolean }
  | { state: "failed"; problem: string };

/** An answer that says no. */
export class Refused extends Error {}

/** The address of a view: `log?group=...`. */
export function viewOf(name: string, query: Record<string, string | number> = {}): string {
  const given = Object.entries(query).map(([key, value]) => [key, String(value)]);
  return given.length === 0 ? name : `${name}?${new URLSearchParams(given)}`;
}

/**
 * Follows a view as it changes, while the page is seen: a browser has few connections to one place.
 * @param view as {@link viewOf} makes it
 * @param isOver nothing of it changes any more: it is read once
 */
export function useLive<T>(view: string, isOver = false): Live<T> {
  const [live, setLive] = useState<Live<T>>({ state: "loading" });
  useEffect(() => {
    let source: EventSource | undefined;
    const stale = () => setLive((now) => (now.state === "ready" ? { ...now, isStale: true } : now));
    const open = () => {
      source = new EventSource(`${BASE}/live/${view}`);
      source.onmessage = ({ data }) => setLive({ state: "ready", value: JSON.parse(data) as T, isStale: false });
      source.addEventListener("problem", ({ data }) => {
        setLive({ state: "failed", problem: (JSON.parse(data) as { message: string }).message });
      });
      source.onerror = stale;
    };
    const follow = () => {
      source?.close();
      source = undefined;
      if (document.hidden) stale();
      else open();
    };
    setLive({ state: "loading" });
    if (isOver) return readOnce(view, setLive);
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      source?.close();
    };
  }, [view, isOver]);
  return live;
}

/** @returns a function that gives it up */
function readOnce<T>(view: string, set: (live: Live<T>) => void): () => void {
  const controller = new AbortController();
  fetch(`${BASE}/view/${view}`, { signal: controller.signal })
    .then((response) => read<T>(response))
    .then((value) => set({ state: "ready", value, isStale: false }))
    .catch((error: unknown) => {
      if (!controller.signal.aborted) set({ state: "failed", problem: wordsOf(error) });
    });
  return () => controller.abort();
}

/** Calls an operation of the local cloud as its operator. @throws Refused with the service's own words */
export function act<T>(service: string, operation: string, params: Record<string, unknown>): Promise<T> {
  return post<T>("action", { service, operation, params });
}

export interface Answer {
  status: number;
  ms: number;
  text: string;
  bytes: number;
  headers: Readonly<Record<string, string>>;
  /** The request in the record of calls. */
  span?: string;
}

/** Sends a request to one of the program's APIs. @throws Refused */
export function sendRequest(request: {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
  signs: boolean;
  key?: string;
}): Promise<Answer> {
  return post<Answer>("request", request);
}

/** Turns faults on and off. @throws Refused */
export function setChaos(options: Readonly<Record<string, number>> | null): Promise<unknown> {
  return post("chaos", options);
}

export interface Rows {
  columns: readonly string[];
  rows: readonly (readonly (string | null)[])[];
  isCutOff: boolean;
}

/** Asks a database. @throws Refused with its own words */
export function askSql(question: { database: string; sql: string; workgroup?: string }): Promise<Rows> {
  return post<Rows>("query", question);
}

/** Calls a schedule's target now. @throws Refused */
export function runSchedule(arn: string): Promise<unknown> {
  return post("run-schedule", { arn });
}

export interface Tokens {
  idToken?: string;
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
}

/** Signs this browser in as a user. @throws Refused */
export function signInAs(who: { pool: string; client: string; username: string }): Promise<Tokens> {
  return post<Tokens>("sign-in", who);
}

async function post<T>(place: string, asked: object | null): Promise<T> {
  const response = await fetch(`${BASE}/${place}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(asked),
  });
  return read<T>(response);
}

async function read<T>(response: Response): Promise<T> {
  const answer = (await response.json()) as T & { message?: string };
  if (!response.ok) throw new Refused(answer.message ?? `The local cloud answered ${response.status}.`);
  return answer;
}

/** Says what went wrong. */
export function wordsOf(error: unknown): string {
  // The browser's own words for a connection that fails say nothing to anybody.
  if (error instanceof TypeError) return "The local cloud does not answer. Is it still running?";
  return error instanceof Error ? error.message : String(error);
}
