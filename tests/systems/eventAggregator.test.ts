import path from "node:path";
import { Writable } from "node:stream";
import { expect } from "chai";
import { loadEventAggregator } from "../../cli/load/event-aggregator/load";
import { take } from "../../cli/tours/eventAggregator";
import type { Fault } from "../../local/base/chaos";
import { systemClock } from "../../local/base/clock";
import { leakingLines, logLines, MARKS } from "../support/logLines";
import { outputOf, type RunningSystem, runSystem } from "../support/runningSystem";
import { tourLines } from "../support/tourLines";
import { until } from "../support/until";

const PROJECT = path.resolve(__dirname, "../..");
const ALONE = { config: { systems: ["event-aggregator"] }, holdFaults: true };
/** This seed delivers the first batch twice and kills the second: a run of few batches meets every fault as well. */
const FAULTS = { seed: 10, killEnvironment: 0.3, duplicateBatch: 0.5, throttleDynamo: 0.1 };
const JSON_TYPE = { "content-type": "application/json" };
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

function queueDepth(system: RunningSystem): number {
  const url = outputOf(system, "eventAggregator", "failureQueueUrl");
  const queue = system.cloud.resources.find(({ state }) => state.url === url);
  return system.cloud.services.sqs.depth(String(queue?.state.arn)).visible;
}

describe("the system event-aggregator", () => {
  let system: RunningSystem;
  let endpoint: string;

  before(async function () {
    this.timeout(120_000);
    system = await runSystem(PROJECT, FAULTS, ALONE);
    endpoint = outputOf(system, "eventAggregator", "apiEndpoint");
  });

  after(() => system?.stop());

  describe("over HTTP", () => {
    const post = (route: string, body: string, headers: Record<string, string> = JSON_TYPE) =>
      fetch(`${endpoint}/${route}`, { method: "POST", headers, body });

    const bad: [what: string, send: () => Promise<Response>, status: number, type: string][] = [
      ["what is not JSON", () => post("trigger-event", "hello"), 400, "invalid-json"],
      ["an array where one event belongs", () => post("trigger-event", "[{}]"), 400, "not-an-object"],
      ["a number", () => post("trigger-event", "5"), 400, "not-an-object"],
      ["no body", () => post("trigger-event", ""), 400, "empty-body"],
      [
        "another content type",
        () => post("trigger-event", "{}", { "content-type": "text/plain" }),
        415,
        "unsupported-media-type",
      ],
      ["more than 256 KB", () => post("trigger-event", JSON.stringify({ a: "x".repeat(262_144) })), 413, "too-large"],
      ["an object where events belong", () => post("trigger-events", "{}"), 400, "not-an-array"],
      ["no events", () => post("trigger-events", "[]"), 400, "empty-batch"],
      ["26 events", () => post("trigger-events", JSON.stringify(new Array(26).fill({ a: 1 }))), 413, "too-many-events"],
      ["one bad event among good ones", () => post("trigger-events", '[{"a":1},2]'), 400, "not-an-object"],
      ["a limit of 0", () => fetch(`${endpoint}/get-summary?limit=0`), 400, "invalid-parameter"],
      ["a limit that is a word", () => fetch(`${endpoint}/get-summary?limit=many`), 400, "invalid-parameter"],
      ["a forged page token", () => fetch(`${endpoint}/get-summary?next=AAAA`), 400, "invalid-parameter"],
      ["an id that no summary has", () => fetch(`${endpoint}/get-summary?id=nope`), 404, "no-such-summary"],
    ];
    for (const [what, send, status, type] of bad) {
      it(`answers ${status} to ${what}, as a problem`, async () => {
        const response = await send();

        expect(response.status).to.equal(status);
        expect(response.headers.get("content-type")).to.equal("application/problem+json");
        expect(await response.json()).to.include({ type: `urn:sluice:problem:${type}`, status });
      });
    }

    it("shows an event that was sent 131 times as one summary, among pages of others", async () => {
      const content = '{"message":"Test event data","value":3}';
      const replies = await Promise.all([
        ...Array.from({ length: 130 }, () => post("trigger-event", content)),
        post("trigger-events", `[${content},{"b":2},{"c":3}]`),
      ]);
      const whole = { SummaryID: content, ItemCount: 131 };

      const one = await untilSummary(content, 131);
      for (const id of ['{"b":2}', '{"c":3}']) await untilSummary(id, 1);
      const pages = await readPages(2);

      expect(replies.map(({ status }) => status)).to.deep.equal(new Array(131).fill(202));
      expect(one).to.deep.include(whole).and.to.have.keys("SummaryID", "ItemCount", "UpdatedAt");
      expect(pages.map((page) => page.length)).to.deep.equal([2, 1]);
      expect(pages.flat().map(({ SummaryID, ItemCount }) => [SummaryID, ItemCount])).to.have.deep.members([
        [content, 131],
        ['{"b":2}', 1],
        ['{"c":3}', 1],
      ]);
    });

    it("is shown by its tour", async () => {
      expect((await tourLines(take, system.cloud, "eventAggregator")).slice(2)).to.deep.equal([
        "2. the same request again, as a client does that heard no answer",
        "   the same event: it is stored once",
        "3. the table's stream tells a second function, which adds it to the summary of its content",
        "   GET /get-summary has counted it",
        "   ItemCount was 0, and is 1",
      ]);
    });

    it("gives a repeat of an Idempotency-Key the first eventId, and refuses it for other content", async () => {
      const headers = { ...JSON_TYPE, "idempotency-key": "key-1" };

      const first = await (await post("trigger-event", '{"d":4}', headers)).json();
      const repeat = await (await post("trigger-event", '{"d":4}', headers)).json();
      const other = await post("trigger-event", '{"d":5}', headers);

      await untilSummary('{"d":4}', 1);
      expect(repeat).to.deep.equal(first);
      expect(other.status).to.equal(422);
    });

    it("shows nothing in its logs of what events hold, right ones and wrong ones", async () => {
      const { email, name, phone } = MARKS;
      const content = JSON.stringify({ e: 5, email, name, phone });
      const wrong = await Promise.all([
        post("trigger-event", `no JSON of ${MARKS.email}`),
        post("trigger-events", JSON.stringify([MARKS, MARKS.name])),
        fetch(`${endpoint}/get-summary?limit=${MARKS.name}`),
        fetch(`${endpoint}/get-summary?id=${encodeURIComponent(MARKS.email)}`),
      ]);
      await post("trigger-event", content);
      await untilSummary(content, 1);

      expect(wrong.map(({ status }) => status)).to.deep.equal([400, 400, 400, 404]);
      expect(logLines(system.cloud).length).to.be.greaterThan(100);
      expect(leakingLines(system.cloud, Object.values(MARKS))).to.deep.equal([]);
    });

    interface Summary {
      SummaryID: string;
      ItemCount: number;
    }

    /** The stream's batches pass in the background: asks until the summary has come that far. */
    async function untilSummary(id: string, count: number): Promise<Summary> {
      return until(async () => {
        const response = await fetch(`${endpoint}/get-summary?id=${encodeURIComponent(id)}`);
        const summary = (await response.json()) as Summary;
        return response.status === 200 && summary.ItemCount >= count ? summary : undefined;
      });
    }

    async function readPages(limit: number): Promise<Summary[][]> {
      const pages: Summary[][] = [];
      let next: string | undefined;
      do {
        const query = new URLSearchParams({ limit: String(limit), ...(next !== undefined && { next }) });
        const page = (await (await fetch(`${endpoint}/get-summary?${query}`)).json()) as {
          summaries: Summary[];
          next?: string;
        };
        pages.push(page.summaries);
        next = page.next;
      } while (next !== undefined);
      return pages.filter((page) => page.length > 0);
    }
  });

  describe("on a local cloud with faults", () => {
    const struck = new Map<Fault, number>();

    before(() => {
      system.releaseFaults();
      const { chaos } = system.cloud.services;
      const strikes = chaos.strikes.bind(chaos);
      chaos.strikes = (fault) => {
        const does = strikes(fault);
        if (does) struck.set(fault, (struck.get(fault) ?? 0) + 1);
        return does;
      };
    });

    it("counts every accepted event exactly once, and fails none", async function () {
      this.timeout(180_000);
      // Slow enough for more than one batch.
      const load = { count: 300, rate: 60, concurrency: 12, keys: 9, duplicates: 10, seed: 3 };

      const { account } = await loadEventAggregator({ ...load, endpoint }, { clock: systemClock, terminal: nowhere() });

      expect(account).to.deep.equal({
        sent: 300,
        accepted: 270,
        repeated: 30,
        refused: 0,
        unknown: 0,
        summarised: 270,
        lost: 0,
        overCounted: 0,
        splitKeys: 0,
        failed: 0,
        balances: true,
      });
      expect(queueDepth(system)).to.equal(0);
      expect([...struck.keys()]).to.have.members(["killEnvironment", "duplicateBatch", "throttleDynamo"]);
    });
  });
});
