import http from "node:http";
import type { AddressInfo } from "node:net";

export interface IngestionFaults {
  /** Every nth valid entry is answered with 201, and not stored. */
  loseEvery?: number;
  /** Every nth valid entry is stored twice. */
  doubleEvery?: number;
  /** Stores entries that have to wait. */
  storesWaiting?: boolean;
  /** Leaves reasons out but the first. */
  saysOneReason?: boolean;
  /** Every nth request is answered 503 before anything is stored. */
  failEvery?: number;
  /** Every nth request is answered 429. */
  throttleEvery?: number;
  /** Shows names as they are. */
  showsMarkup?: boolean;
}

export interface FakeIngestion {
  url: string;
  stop(): Promise<void>;
}

const PAGE_POLICY = { "content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'none'" };

/** A system `ingestion`, in one process, that does, or does not do, its job. */
export async function startFakeIngestion(faults: IngestionFaults = {}): Promise<FakeIngestion> {
  const stored: string[] = [];
  const known = new Set<string>();
  let requests = 0;
  const hits = (every: number | undefined, n: number) => every !== undefined && n % every === 0;

  const reasonsFor = (text: string): string[] => {
    const names = [...text.matchAll(/(?:^|&)([a-z_]+)=/g)].map(([, name = ""]) => name);
    const fields = new URLSearchParams(text);
    const wrong = ["user_name", "email", "pincode"].filter((name) => {
      const [value = ""] = fields.getAll(name);
      const rules: Record<string, RegExp> = {
        user_name: /^.{1,100}$/s,
        email: /^[A-Za-z][A-Za-z0-9]*@[A-Za-z0-9]+\.com$/,
        pincode: /^[0-9]{4,6}$/,
      };
      const isTwice = names.filter((other) => other === name).length > 1;
      const isBroken = name === "user_name" && text.includes("user_name=%E0%A4%A");
      return isTwice || isBroken || !rules[name]?.test(value);
    });
    return [...names.filter((name) => name === "colour"), ...wrong];
  };

  const submit = (text: string): [status: number, body: object] => {
    const name = new URLSearchParams(text).get("user_name") ?? "";
    const reasons = reasonsFor(text);
    const isRequestFault = reasons.includes("colour") || text.includes("&email=second") || text.includes("=%E0%A4%A");
    const waits = reasons.length === 1 && reasons[0] !== "user_name" && !isRequestFault;
    const said = faults.saysOneReason === true ? reasons.slice(0, 1) : reasons;
    if (reasons.length > 0 && !waits) return [400, { reasons: said.map((field) => ({ field })) }];
    if (waits) {
      if (faults.storesWaiting === true) stored.push(name);
      return [202, { reasons: said.map((field) => ({ field })) }];
    }
    if (known.has(text)) return [200, {}];
    known.add(text);
    const times = hits(faults.loseEvery, known.size) ? 0 : hits(faults.doubleEvery, known.size) ? 2 : 1;
    for (let time = 0; time < times; time += 1) stored.push(name);
    return [201, {}];
  };

  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const query = (request.url ?? "").split("?").slice(1).join("?");
    const text = request.method === "POST" ? Buffer.concat(chunks).toString() : query;
    const wantsHtml = request.headers.accept === "text/html";
    const reply = (status: number, body: object) => {
      const type = status < 400 ? "application/json" : "application/problem+json";
      response.writeHead(status, { "content-type": type }).end(JSON.stringify(body));
    };
    if (query.startsWith("limit=")) {
      if (!wantsHtml) return reply(200, { entries: stored.map((user_name) => ({ user_name })) });
      const names = faults.showsMarkup === true ? stored : stored.map((name) => name.replaceAll("<", "&lt;"));
      return response.writeHead(200, PAGE_POLICY).end(`<!doctype html><html><body>${names.join("")}</body></html>`);
    }
    requests += 1;
    if (hits(faults.failEvery, requests)) return reply(503, {});
    if (hits(faults.throttleEvery, requests)) return reply(429, {});
    if (text.length > 4_096) return reply(request.method === "POST" ? 413 : 414, {});
    return reply(...submit(text));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/base/`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
