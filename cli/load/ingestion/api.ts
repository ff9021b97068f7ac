import { Agent } from "undici";
import { type Authorize, wayIn } from "../authorization";
import type { Attempt } from "../deliver";
import { answerError } from "../patience";

/** An answer of the public URL. */
export interface IngestionAnswer {
  status: number;
  contentType: string;
  policy: string;
  text: string;
}

/** The public URL, over connections that are kept open. Requests leave as they are given: nothing is encoded anew. */
export class IngestionApi {
  private readonly agent: Agent;
  private readonly origin: string;
  private readonly path: string;

  /**
   * @param url with a slash at its end
   * @param authorize absent for a URL that lets everybody in
   */
  constructor(
    url: string,
    connections: number,
    private readonly authorize?: Authorize,
  ) {
    const { origin, pathname } = new URL(url);
    this.origin = origin;
    this.path = pathname;
    this.agent = new Agent({ connections, headersTimeout: 60_000, bodyTimeout: 60_000 });
  }

  /** @throws Error where there is no answer, or the query string cannot be part of a request */
  async send(method: "GET" | "POST", text: string, headers: Record<string, string> = {}): Promise<IngestionAnswer> {
    const isForm = method === "POST";
    const path = isForm || text === "" ? this.path : `${this.path}?${text}`;
    const given = { ...headers, ...(isForm && { "content-type": "application/x-www-form-urlencoded" }) };
    const request = { method, url: `${this.origin}${path}`, headers: given, ...(isForm && { body: text }) };
    const response = await this.agent.request({
      ...{ origin: this.origin, path, method },
      headers: this.authorize === undefined ? given : await this.authorize(request),
      ...(isForm && { body: text }),
    });
    return {
      status: response.statusCode,
      contentType: String(response.headers["content-type"] ?? ""),
      policy: String(response.headers["content-security-policy"] ?? ""),
      text: await response.body.text(),
    };
  }

  /**
   * Tries until there is an answer that stays as it is, which `onAnswer` is told of; 5xx and 429 are answers, too.
   * @throws Error where the URL lets nobody in who signs nothing
   */
  async attempt(send: () => Promise<IngestionAnswer>, onAnswer: (answer: IngestionAnswer) => void): Promise<Attempt> {
    let answer: IngestionAnswer;
    try {
      answer = await send();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { kind: "again", reason: `no answer: ${code ?? message}`, stored: "perhaps" };
    }
    const { status, text } = answer;
    if (this.authorize === undefined && wayIn(status) !== "") {
      throw new Error(`the URL answered ${status} ${text.slice(0, 120)}${wayIn(status)}`);
    }
    onAnswer(answer);
    if (answer.status === 429) return { kind: "again", reason: "429", stored: "no" };
    if (answer.status >= 500) {
      return { kind: "again", reason: `${answer.status} ${answer.text.slice(0, 120)}`, stored: "perhaps" };
    }
    return { kind: "accepted", eventId: "" };
  }

  /** Every entry that is stored, page by page: how often each name is there. */
  async storedNames(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    let next: string | undefined;
    do {
      const query = `limit=1000${next === undefined ? "" : `&next=${next}`}`;
      const { status, text } = await this.send("GET", query);
      if (status !== 200) {
        const reason = `${status} ${text.slice(0, 200)}${wayIn(status)}`;
        throw answerError(status, `the list of entries cannot be read: ${reason}`);
      }
      const page = JSON.parse(text) as { entries: { user_name: string }[]; next?: string };
      for (const { user_name: name } of page.entries) counts.set(name, (counts.get(name) ?? 0) + 1);
      next = page.next;
    } while (next !== undefined);
    return counts;
  }

  close(): Promise<void> {
    return this.agent.close();
  }
}
