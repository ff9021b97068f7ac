import { Agent, type Dispatcher } from "undici";
import { type Authorize, wayIn } from "../authorization";
import type { Attempt } from "../deliver";
import { answerError } from "../patience";
import type { Counts } from "./account";
import type { PlannedSend } from "./plan";

/** The event of a content. Members are in alphabetical order, so that its JSON is canonical. */
function eventOf(content: number): { key: string; value: number } {
  return { key: `k-${content}`, value: content };
}

/** By default, events are grouped by their canonical JSON. */
export function summaryIdOf(content: number): string {
  return JSON.stringify(eventOf(content));
}

const PAGE_LIMIT = 1_000;

/** The event aggregator's API, over connections that are kept open. */
export class EventAggregatorApi {
  private readonly agent: Agent;
  private readonly origin: string;
  private readonly basePath: string;

  /**
   * @param endpoint base URL, with or without a slash at its end
   * @param authorize absent for an API that lets everybody in
   */
  constructor(
    endpoint: string,
    connections: number,
    private readonly authorize?: Authorize,
  ) {
    const url = new URL(endpoint);
    this.origin = url.origin;
    this.basePath = url.pathname.replace(/\/$/, "");
    this.agent = new Agent({ connections, headersTimeout: 60_000, bodyTimeout: 60_000 });
  }

  async post(send: Omit<PlannedSend, "isRepeat">): Promise<Attempt> {
    let reply: { status: number; body: string };
    try {
      reply = await this.request("POST", "/trigger-event", {
        headers: { "content-type": "application/json", "idempotency-key": send.idempotencyKey },
        body: JSON.stringify(eventOf(send.content)),
      });
    } catch (error) {
      return { kind: "again", reason: `no answer: ${codeOf(error)}`, stored: "perhaps" };
    }
    const { status, body } = reply;
    if (status === 429) return { kind: "again", reason: "429", stored: "no" };
    if (status >= 500) return { kind: "again", reason: `${status} ${short(body)}`, stored: "perhaps" };
    if (status >= 400) return { kind: "refused", reason: `${status} ${short(body)}${wayIn(status)}` };
    const eventId = eventIdOf(body);
    if (eventId === undefined) return { kind: "refused", reason: `${status} without an eventId: ${short(body)}` };
    return { kind: "accepted", eventId };
  }

  /** @throws Error when the API does not give its summaries */
  async counts(): Promise<Counts> {
    const counts = new Map<string, number>();
    let next: string | undefined;
    do {
      const query = new URLSearchParams({ limit: String(PAGE_LIMIT), ...(next !== undefined && { next }) });
      const { status, body } = await this.request("GET", `/get-summary?${query}`, {});
      if (status !== 200) {
        throw answerError(status, `GET /get-summary answered ${status} ${short(body)}${wayIn(status)}`);
      }
      const page = JSON.parse(body) as SummaryPage;
      for (const { SummaryID, ItemCount } of page.summaries) counts.set(SummaryID, Number(ItemCount));
      next = page.next;
    } while (next !== undefined);
    return counts;
  }

  close(): Promise<void> {
    return this.agent.close();
  }

  private async request(
    method: Dispatcher.HttpMethod,
    pathAndQuery: string,
    { headers = {}, body }: { headers?: Record<string, string>; body?: string },
  ): Promise<{ status: number; body: string }> {
    const path = `${this.basePath}${pathAndQuery}`;
    const request = { method, url: `${this.origin}${path}`, headers, ...(body !== undefined && { body }) };
    const { statusCode, body: answer } = await this.agent.request({
      ...{ origin: this.origin, path, method },
      headers: this.authorize === undefined ? headers : await this.authorize(request),
      ...(body !== undefined && { body }),
    });
    return { status: statusCode, body: await answer.text() };
  }
}

interface SummaryPage {
  summaries: { SummaryID: string; ItemCount: number | string }[];
  next?: string;
}

function eventIdOf(body: string): string | undefined {
  try {
    const { eventId } = JSON.parse(body) as { eventId?: unknown };
    return typeof eventId === "string" ? eventId : undefined;
  } catch {
    return undefined;
  }
}

function short(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
