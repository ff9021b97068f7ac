import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Request {
  method: string;
  url: URL;
  headers: IncomingMessage["headers"];
  body: string;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface Listener {
  /** Without a slash at its end. */
  url: string;
  close(): Promise<void>;
}

/** A server on a port of its own. */
export async function listen(answer: (request: Request) => Promise<Answer> | Answer): Promise<Listener> {
  const server = createServer(async (incoming, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { status, headers, body } = await answer({
      method: incoming.method ?? "GET",
      url: new URL(incoming.url ?? "/", "http://127.0.0.1"),
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString(),
    });
    response.writeHead(status, headers).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export function json(value: unknown, status = 200): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

/** An answer that pages of one origin may read; the browser asks first (`OPTIONS`) where it must. */
export function readableFrom(origin: string, answer: Answer): Answer {
  return {
    ...answer,
    headers: {
      ...answer.headers,
      "access-control-allow-origin": origin,
      "access-control-allow-headers": "authorization, content-type, idempotency-key",
      "access-control-allow-methods": "GET, POST, DELETE",
    },
  };
}
