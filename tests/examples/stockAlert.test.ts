import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { expect } from "chai";
import { outputOf, type RunningSystem, runSystem } from "../support/runningSystem";
import { until } from "../support/until";

const FOLDER = path.resolve(__dirname, "../../examples/stock-alert");

interface Trade {
  symbol: string;
  price: number;
  shares: number;
  at: string;
}

describe("the example stock-alert, run on this machine with batches that are delivered twice and functions that are killed", function () {
  this.timeout(240_000);
  let system: RunningSystem;
  let webhook: Server;
  const calls: { key: unknown; body: { key: string; low: number; floor: number } }[] = [];
  /** Status of the webhook's next answers; the last one stays. */
  const statuses = [500, 204];

  before(async () => {
    webhook = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const status = statuses.length > 1 ? statuses.shift() : statuses[0];
        if (status === 204) {
          const body = JSON.parse(Buffer.concat(chunks).toString());
          calls.push({ key: request.headers["idempotency-key"], body });
        }
        response.writeHead(status ?? 204).end();
      });
    }).listen(0, "127.0.0.1");
    await once(webhook, "listening");
    const { port } = webhook.address() as AddressInfo;
    system = await runSystem(
      FOLDER,
      { seed: 3, duplicateBatch: 0.3, killEnvironment: 0.1, throttleDynamo: 0.1 },
      { config: { webhook: `http://127.0.0.1:${port}/alerts` }, timeScale: 20 },
    );
  });
  after(async () => {
    await system?.stop();
    webhook?.close();
  });
  afterEach(function () {
    if (this.currentTest?.state === "failed") process.stderr.write(`${system.lines.slice(-40).join("\n")}\n`);
  });

  const post = async (trades: readonly Trade[], key: string) => {
    const { status } = await fetch(`${outputOf(system, "endpoint")}/trigger-events`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify(trades),
    });
    return status;
  };
  /** Sends again at a fault, as clients do: of the writes, DynamoDB refuses one in ten here, and repeats may be refused as well. */
  const sent = (trades: readonly Trade[], key: string) =>
    until(
      () => post(trades, key),
      (status) => status < 500,
    );
  const summaries = async () => {
    const answer = await fetch(`${outputOf(system, "endpoint")}/get-summary`);
    const { summaries: all } = (await answer.json()) as { summaries: Record<string, unknown>[] };
    return new Map(all.map(({ SummaryID: id, UpdatedAt: _, ...numbers }) => [String(id), numbers]));
  };

  it("fits in 60 lines", () => {
    expect(readFileSync(path.join(FOLDER, "index.ts"), "utf8").trimEnd().split("\n").length).to.be.at.most(60);
  });

  it("counts each trade once in both of its summaries, finds each day's extremes, and tells of what fell below its floor", async () => {
    const at = "2026-03-02T10:00:00Z";
    // ACME falls to 89, INIT stays above its floor, and nobody watches OTHR.
    const trades = Array.from({ length: 225 }, (_, n): Trade => {
      const [symbol = "", base = 0] =
        [["ACME", 100] as const, ["INIT", 20] as const, ["OTHR", 5] as const][n % 3] ?? [];
      const step = ((n * 7) % 13) / (symbol === "ACME" ? 1 : 4);
      return { symbol, price: base - (n > 150 ? step : step / 2), shares: (n % 5) + 1, at };
    });
    const batches = Array.from({ length: 9 }, (_, n) => trades.slice(25 * n, 25 * (n + 1)));

    for (const [n, batch] of batches.entries()) {
      // A client that has heard no answer sends again.
      expect(await Promise.all([sent(batch, `batch-${n}`), sent(batch, `batch-${n}`)])).to.deep.equal([202, 202]);
    }
    const found = await until(summaries, (all) => all.get("market 2026-03-02")?.ItemCount === trades.length);

    const of = (symbol: string) => trades.filter((trade) => trade.symbol === symbol);
    const totals = (some: readonly Trade[]) => ({
      ItemCount: some.length,
      shares: some.reduce((sum, { shares }) => sum + shares, 0),
      turnover: some.reduce((sum, { price, shares }) => sum + price * shares, 0),
    });
    const extremes = (some: readonly Trade[]) => ({
      low: Math.min(...some.map(({ price }) => price)),
      high: Math.max(...some.map(({ price }) => price)),
    });
    const complete = await until(summaries, (all) => {
      return ["ACME", "INIT", "OTHR"].every(
        (symbol) => all.get(`${symbol} 2026-03-02`)?.ItemCount === of(symbol).length,
      );
    });
    expect(found.get("market 2026-03-02")).to.deep.equal(totals(trades));
    for (const symbol of ["ACME", "INIT", "OTHR"]) {
      expect(complete.get(`${symbol} 2026-03-02`), symbol).to.deep.equal({
        ...totals(of(symbol)),
        ...extremes(of(symbol)),
      });
    }

    await until(() => calls.length > 0);
    expect(extremes(of("ACME")).low).to.be.below(90);
    expect(new Set(calls.map(({ key }) => key))).to.deep.equal(new Set(["ACME 2026-03-02"]));
    for (const { body } of calls) {
      expect(body).to.include({ key: "ACME 2026-03-02", floor: 90 });
      expect(body.low).to.be.below(90);
    }
    expect(system.lines.filter((line) => line.startsWith("iam:"))).to.deep.equal([]);
  });
});
