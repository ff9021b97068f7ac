import { createHmac } from "node:crypto";
import { Agent } from "undici";
import type { Attempt } from "./deliver";
import type { PlannedWebhook } from "./webhookPlan";

/** The text of a webhook. Signs of a shape that naive receivers decode by mistake are part of it. */
export function bodyOf(runId: string, number: number): string {
  return JSON.stringify({ run: runId, number, note: "100 % of a+b & ü" });
}

/** The run and number of a body that {@link bodyOf} made; `undefined` for any other text. */
export function numberIn(body: string, runId: string): number | undefined {
  try {
    const { run, number } = JSON.parse(body) as { run?: unknown; number?: unknown };
    return run === runId && typeof number === "number" && body === bodyOf(runId, number) ? number : undefined;
  } catch {
    return undefined;
  }
}

/** The webhook API, over connections that are kept open. */
export class WebhookApi {
  private readonly agent: Agent;
  private readonly origin: string;
  private readonly basePath: string;

  /** @param endpoint base URL, with or without a slash at its end */
  constructor(
    endpoint: string,
    private readonly runId: string,
    connections: number,
  ) {
    const url = new URL(endpoint);
    this.origin = url.origin;
    this.basePath = url.pathname.replace(/\/$/, "");
    this.agent = new Agent({ connections, headersTimeout: 60_000, bodyTimeout: 60_000 });
  }

  async post(webhook: PlannedWebhook): Promise<Attempt> {
    const body = bodyOf(this.runId, webhook.number);
    let reply: { status: number; text: string };
    try {
      const { statusCode, body: answer } = await this.agent.request({
        origin: this.origin,
        path: `${this.basePath}/webhook/${webhook.source.name}`,
        method: "POST",
        headers: headersOf(webhook, body),
        body,
      });
      reply = { status: statusCode, text: await answer.text() };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { kind: "again", reason: `no answer: ${code ?? message}`, stored: "perhaps" };
    }
    const { status, text } = reply;
    if (status === 202) return { kind: "accepted", eventId: webhook.deliveryId };
    if (status === 429) return { kind: "again", reason: "429", stored: "no" };
    if (status >= 500) return { kind: "again", reason: `${status} ${text.slice(0, 120)}`, stored: "perhaps" };
    return { kind: "refused", reason: `${status} ${text.slice(0, 120)}` };
  }

  close(): Promise<void> {
    return this.agent.close();
  }
}

function headersOf({ source, deliveryId, isForged }: PlannedWebhook, body: string): Record<string, string> {
  const headers = { "content-type": "application/json", [source.deliveryIdHeader]: deliveryId };
  if (source.signing === undefined) return headers;
  const { header, prefix, encoding, secret } = source.signing;
  const digest = createHmac("sha256", isForged ? `not ${secret}` : secret)
    .update(body)
    .digest(encoding);
  return { ...headers, [header]: prefix + digest };
}
