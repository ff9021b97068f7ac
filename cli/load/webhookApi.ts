import { Agent } from "undici";
import type { Authorize } from "./authorization";
import type { Attempt } from "./deliver";
import { signedHeaders } from "./webhookSignatures";
import type { LoadSource } from "./webhookSources";

/** A webhook that is going to be posted. */
export interface OutgoingWebhook {
  source: LoadSource;
  deliveryId: string;
  body: string;
  /** Carries a signature that is not the source's. */
  isForged: boolean;
}

/** The webhook API, over connections that are kept open. */
export class WebhookApi {
  private readonly agent: Agent;
  private readonly origin: string;
  private readonly basePath: string;

  /**
   * @param endpoint base URL, with or without a slash at its end
   * @param authorize for sources whose requests have to be signed
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

  async post(webhook: OutgoingWebhook): Promise<Attempt> {
    let reply: { status: number; text: string };
    try {
      const path = `${this.basePath}/webhook/${webhook.source.name}`;
      const url = `${this.origin}${path}`;
      const request = { method: "POST" as const, url, headers: headersOf(webhook, url), body: webhook.body };
      const authorize = webhook.source.signsRequests === true ? this.authorize : undefined;
      const { statusCode, body: answer } = await this.agent.request({
        ...{ origin: this.origin, path, method: request.method, body: webhook.body },
        headers: authorize === undefined ? request.headers : await authorize(request),
      });
      reply = { status: statusCode, text: await answer.text() };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { kind: "again", reason: `no answer: ${code ?? message}`, stored: "perhaps" };
    }
    const { status, text } = reply;
    if (status === 202 || status === 200) return { kind: "accepted", eventId: webhook.deliveryId };
    if (status === 429) return { kind: "again", reason: "429", stored: "no" };
    if (status >= 500) return { kind: "again", reason: `${status} ${text.slice(0, 120)}`, stored: "perhaps" };
    return { kind: "refused", reason: `${status} ${text.slice(0, 120)}` };
  }

  close(): Promise<void> {
    return this.agent.close();
  }
}

function headersOf({ source, deliveryId, body, isForged }: OutgoingWebhook, ownUrl: string): Record<string, string> {
  const { deliveryIdHeader, signing } = source;
  const headers = {
    "content-type": "application/json",
    ...(deliveryIdHeader !== undefined && { [deliveryIdHeader]: deliveryId }),
  };
  if (signing === undefined) return headers;
  const secret = isForged ? otherSecret(signing.secret) : signing.secret;
  const request = { url: signing.url ?? ownUrl, deliveryId, body, atMs: Date.now() };
  return { ...headers, ...signedHeaders({ ...signing, secret }, request) };
}

/** Another secret of the same form. */
function otherSecret(secret: string): string {
  const other = secret.replace(/.{4}$/, "AAAA");
  return other === secret ? secret.replace(/.{4}$/, "BBBB") : other;
}
