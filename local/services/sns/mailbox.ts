import type { IncomingMessage, ServerResponse } from "node:http";
import { type KeptMap, type KeptMaps, noMaps } from "../../base/keptMaps";
import type { PathHandler } from "../../edge/edge";
import { mailboxHtml } from "./mailboxHtml";
import type { Mail } from "./sns";

/** Mails that are kept, so that a cloud that runs for weeks does not grow. */
const MOST_MAILS = 1_000;

/** Mails to everybody, the newest first. Nothing leaves this machine. */
export class Mailbox {
  readonly #mails: Mail[];
  /** By a number that grows. */
  readonly #kept: KeptMap<Mail>;
  #last: number;

  constructor(maps: KeptMaps = noMaps) {
    this.#kept = maps.map("mails");
    const kept = [...this.#kept.entries()].sort(([a], [b]) => Number(b) - Number(a));
    this.#mails = kept.map(([, mail]) => mail);
    this.#last = Number(kept[0]?.[0] ?? 0);
  }

  get mails(): readonly Mail[] {
    return this.#mails;
  }

  add(mail: Mail): void {
    this.#mails.unshift(mail);
    this.#mails.length = Math.min(this.#mails.length, MOST_MAILS);
    this.#last += 1;
    this.#kept.set(`${this.#last}`, mail);
    this.#kept.delete(`${this.#last - MOST_MAILS}`);
  }

  readonly page: PathHandler = async (rest, request, response) =>
    answer(rest, request, response, "text/html; charset=utf-8", () => mailboxHtml(this.#mails));

  readonly json: PathHandler = async (rest, request, response) =>
    answer(rest, request, response, "application/json", () => `${JSON.stringify({ mails: this.#mails })}\n`);
}

function answer(
  rest: string,
  request: IncomingMessage,
  response: ServerResponse,
  contentType: string,
  body: () => string,
): void {
  const isRead = request.method === "GET" || request.method === "HEAD";
  const status = rest.split("?")[0] !== "" ? 404 : isRead ? 200 : 405;
  response.writeHead(status, {
    "content-type": contentType,
    "cache-control": "no-store",
    "content-security-policy":
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
  response.end(status === 200 && request.method === "GET" ? body() : undefined);
}
