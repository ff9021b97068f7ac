import { jsonValue } from "../http/jsonText";
import type { Delivery } from "./delivery";

/** A webhook, verified, as code of one's own gets it. */
export interface WebhookDelivery {
  /** The name of the source that sent it. */
  readonly source: string;
  /** The sender's own id where the source has one, the same for each of its repeats; otherwise that of the request. Unique in its source. */
  readonly id: string;
  /** The headers that the source's argument `headers` names, in lower case. They are not signed, unless the sender's scheme says so. */
  readonly headers: Readonly<Record<string, string>>;
  /** The header `content-type`, where `headers` names it. */
  readonly contentType: string | undefined;
  /** The body as it was sent, and signed. */
  readonly rawBody: string;
  /** The body's value where it is JSON; `undefined` where it is not. */
  readonly body: unknown;
  /** When API Gateway had it. */
  readonly receivedAt: Date;
}

/** A delivery as code of one's own gets it. */
export function webhookDelivery({ source, id, headers = {}, body, receivedAt }: Delivery): WebhookDelivery {
  return {
    ...{ source, id, headers, receivedAt },
    contentType: headers["content-type"],
    rawBody: body,
    body: jsonValue(body),
  };
}
