import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../base/clock";

/** The time between two looks at what an open page shows. */
const LOOK_MS = 1000;

/**
 * Sends what a page shows whenever it has changed, as server-sent events, until the page goes. Looks once a second, and not while the page
 * has not taken what it was sent.
 * Source: HTML Living Standard, "Server-sent events"
 */
export function sendLive(
  response: ServerResponse,
  request: IncomingMessage,
  clock: Pick<Clock, "after">,
  look: () => Promise<object>,
): void {
  let last = "";
  let ended = false;
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  const tell = async () => {
    if (ended) return;
    if (!response.writableNeedDrain) {
      const text = await textOf(look);
      if (text !== last) response.write(text);
      last = text;
    }
    if (!ended) timer = clock.after(LOOK_MS, () => void tell());
  };
  let timer = clock.after(0, () => void tell());
  request.once("close", () => {
    ended = true;
    timer.cancel();
  });
}

async function textOf(look: () => Promise<object>): Promise<string> {
  try {
    return `data: ${JSON.stringify(await look())}\n\n`;
  } catch (error) {
    return `event: problem\ndata: ${JSON.stringify({ message: error instanceof Error ? error.message : String(error) })}\n\n`;
  }
}
