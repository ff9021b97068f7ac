import { Agent } from "undici";
import { z } from "zod";
import type { Attempt } from "../deliver";
import type { Decision } from "./books";

/** An answer of the gates' API, whatever it is. */
export interface GateAnswer {
  status: number;
  text: string;
}

export interface GateRequest {
  gateId: string;
  action: "enter" | "exit";
  body: unknown;
  /** Absent: as the gate's own device. `null`: without a key. */
  apiKey?: string | null;
  headers?: Readonly<Record<string, string>>;
}

const decision = z.object({
  decision: z.enum(["granted", "denied"]),
  reason: z.string().optional(),
  event_id: z.string(),
  occurred_at: z.number(),
  area: z.string().optional(),
});

/** The API that gates call, over connections that are kept open. */
export class Gates {
  private readonly agent: Agent;
  private readonly origin: string;
  private readonly basePath: string;
  private readonly deviceOfGate = new Map<string, string>();

  /**
   * @param endpoint base URL, with or without a slash at its end
   * @param keys API keys of the devices, which take turns: one gate is always the same device's
   */
  constructor(
    endpoint: string,
    private readonly keys: readonly string[],
    connections: number,
  ) {
    if (keys.length === 0) throw new Error("a run needs the API key of at least one device");
    const url = new URL(endpoint);
    this.origin = url.origin;
    this.basePath = url.pathname.replace(/\/$/, "");
    this.agent = new Agent({ connections, headersTimeout: 60_000, bodyTimeout: 60_000 });
  }

  /** @throws Error where there is no answer */
  async send({ gateId, action, body, apiKey, headers }: GateRequest): Promise<GateAnswer> {
    const key = apiKey === undefined ? this.keyOf(gateId) : apiKey;
    const { statusCode: status, body: answer } = await this.agent.request({
      origin: this.origin,
      path: `${this.basePath}/gates/${gateId}/${action}`,
      method: "POST",
      headers: { "content-type": "application/json", ...(key !== null && { "x-api-key": key }), ...headers },
      body: JSON.stringify(body),
    });
    return { status, text: await answer.text() };
  }

  /** Asks once to be let in. */
  async enter(
    gateId: string,
    cardId: string,
    requestId: string,
    onDecision: (decision: Decision) => void,
  ): Promise<Attempt> {
    return this.attempt({ gateId, action: "enter", body: { card_id: cardId, request_id: requestId } }, 200, (text) => {
      const { data } = decision.safeParse(JSON.parse(text));
      if (data === undefined) return undefined;
      onDecision(data as Decision);
      return data.event_id;
    });
  }

  /** Says once that somebody has left. */
  async exit(gateId: string, cardId: string, requestId: string, occurredAt?: number): Promise<Attempt> {
    const body = {
      card_id: cardId,
      request_id: requestId,
      ...(occurredAt !== undefined && { occurred_at: occurredAt }),
    };
    return this.attempt({ gateId, action: "exit", body }, 202, () => requestId);
  }

  close(): Promise<void> {
    return this.agent.close();
  }

  private async attempt(
    request: GateRequest,
    expected: number,
    eventIdOf: (text: string) => string | undefined,
  ): Promise<Attempt> {
    let answer: GateAnswer;
    try {
      answer = await this.send(request);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { kind: "again", reason: `no answer: ${code ?? message}`, stored: "perhaps" };
    }
    const { status, text } = answer;
    const said = `${status} ${text.slice(0, 120)}`;
    if (status === expected) {
      const eventId = eventIdOf(text);
      return eventId === undefined ? { kind: "refused", reason: said } : { kind: "accepted", eventId };
    }
    if (status === 429) return { kind: "again", reason: said, stored: "no" };
    if (status >= 500) return { kind: "again", reason: said, stored: "perhaps" };
    return { kind: "refused", reason: said };
  }

  private keyOf(gateId: string): string {
    let key = this.deviceOfGate.get(gateId);
    if (key === undefined) {
      key = this.keys[this.deviceOfGate.size % this.keys.length] ?? "";
      this.deviceOfGate.set(gateId, key);
    }
    return key;
  }
}
