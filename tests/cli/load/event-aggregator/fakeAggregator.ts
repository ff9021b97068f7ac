import http from "node:http";
import type { AddressInfo } from "node:net";

export interface Misbehaviour {
  /** Every nth stored event reaches no summary. */
  loseEvery?: number;
  /** Every nth stored event is counted twice. */
  doubleEvery?: number;
  /** Ignores idempotency keys. */
  forgetKeys?: boolean;
  /** Every nth request is answered 429 before anything is stored. */
  throttleEvery?: number;
  /** Every nth request is stored, and then its connection is cut. */
  cutEvery?: number;
  /** Every nth request is answered 400. */
  refuseEvery?: number;
  /** The first n readings of the summaries see nothing. */
  lateReadings?: number;
}

export interface FakeAggregator {
  endpoint: string;
  /** Readings of the summaries, pages counted one by one. */
  readings: number;
  posts: number;
  stop(): Promise<void>;
}

const PAGE = 3;

/** An event aggregator that does, or does not do, its job. */
export async function startFakeAggregator(
  faults: Misbehaviour = {},
  counts = new Map<string, number>(),
): Promise<FakeAggregator> {
  const eventIds = new Map<string, string>();
  let stored = 0;
  const hits = (every: number | undefined, n: number) => every !== undefined && n % every === 0;

  const store = (key: string, body: string): string => {
    const known = faults.forgetKeys === true ? undefined : eventIds.get(key);
    if (known !== undefined) return known;
    stored += 1;
    const eventId = `event-${stored}`;
    eventIds.set(key, eventId);
    const times = hits(faults.loseEvery, stored) ? 0 : hits(faults.doubleEvery, stored) ? 2 : 1;
    counts.set(body, (counts.get(body) ?? 0) + times);
    return eventId;
  };

  const read = (next: string | null) => {
    fake.readings += 1;
    if (fake.posts > 0 && fake.readings <= 1 + (faults.lateReadings ?? 0)) return { summaries: [] };
    const from = Number(next ?? 0);
    const summaries = [...counts].slice(from, from + PAGE).map(([SummaryID, ItemCount]) => ({ SummaryID, ItemCount }));
    return { summaries, ...(from + PAGE < counts.size && { next: String(from + PAGE) }) };
  };

  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const reply = (status: number, body: object) => response.writeHead(status).end(JSON.stringify(body));
    if (request.method === "GET") {
      const { searchParams } = new URL(request.url ?? "", "http://localhost");
      return reply(200, read(searchParams.get("next")));
    }
    fake.posts += 1;
    if (hits(faults.throttleEvery, fake.posts)) return reply(429, { message: "Too Many Requests" });
    if (hits(faults.refuseEvery, fake.posts)) return reply(400, { title: "bad" });
    const eventId = store(String(request.headers["idempotency-key"]), Buffer.concat(chunks).toString());
    if (hits(faults.cutEvery, fake.posts)) return request.socket.destroy();
    return reply(202, { eventId });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const fake: FakeAggregator = {
    endpoint: `http://127.0.0.1:${port}/base/`,
    readings: 0,
    posts: 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}
