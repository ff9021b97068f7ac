import { expect } from "chai";
import { ApiError } from "../../../../web/portal/api/client";
import type { QueryAnswer } from "../../../../web/portal/api/types";
import { MOST_EVENTS, type QueryRun, runQuery } from "../../../../web/portal/logic/queryRun";
import { eventAt } from "../stubBackend";

const REQUEST = { employee_id: "E-1", from: 0, to: 1 };
const AWAY = new ApiError("no connection", 0);

/** Runs a query against answers that come one after the other, without any time passing. */
async function run(answers: (QueryAnswer | Error)[], options: { start?: Error; abortAtLook?: number } = {}) {
  const seen: QueryRun[] = [];
  const pauses: number[] = [];
  const asked: string[] = [];
  const cancelled: string[] = [];
  const controller = new AbortController();
  await runQuery({
    api: {
      startQuery: async () => {
        if (options.start) throw options.start;
        return { query_id: "q" };
      },
      query: async (id, next) => {
        asked.push(next ?? id);
        const answer = answers.shift();
        if (answer === undefined) throw new Error("asked too often");
        if (answer instanceof Error) throw answer;
        return answer;
      },
      cancelQuery: async (id) => {
        cancelled.push(id);
      },
    },
    request: REQUEST,
    wait: async (ms) => {
      pauses.push(ms);
      if (pauses.length === options.abortAtLook) controller.abort();
      controller.signal.throwIfAborted();
    },
    signal: controller.signal,
    onChange: (state) => seen.push(state),
  });
  return { seen, last: seen.at(-1), pauses, asked, cancelled };
}

describe("runQuery", () => {
  it("starts, watches, and ends with the events in the order in which they happened", async () => {
    const [late, early] = [eventAt("12:00", "left"), eventAt("08:00", "entered")];
    const { seen, pauses } = await run([
      { state: "queued" },
      { state: "running", scanned_bytes: 10 },
      { state: "succeeded", scanned_bytes: 20, events: [late, early] },
    ]);

    expect(seen).to.deep.equal([
      { phase: "starting" },
      { phase: "queued", id: "q", retrying: false },
      { phase: "running", id: "q", scannedBytes: 10, retrying: false },
      { phase: "done", events: [early, late], scannedBytes: 20, truncated: false },
    ]);
    expect(pauses).to.deep.equal([300, 500, 1_000]);
  });

  it("fetches every page, and takes each event once", async () => {
    const [one, two, three] = [eventAt("08:00", "entered"), eventAt("09:00", "left"), eventAt("10:00", "entered")];
    const { seen, last, asked } = await run([
      { state: "succeeded", events: [one, two], next: "p2" },
      { state: "succeeded", events: [two, three] },
    ]);

    expect(asked).to.deep.equal(["q", "p2"]);
    expect(seen.at(-2)).to.deep.equal({ phase: "loading", id: "q", loaded: 2 });
    expect(last).to.deep.equal({ phase: "done", events: [one, two, three], truncated: false });
  });

  it("stops at what a page still shows with ease, and says that there is more", async () => {
    const events = Array.from({ length: MOST_EVENTS }, (_, n) => ({ ...eventAt("08:00", "left"), id: `e${n}` }));
    const { last } = await run([{ state: "succeeded", events, next: "p2" }]);

    expect(last).to.deep.include({ phase: "done", truncated: true });
  });

  it("goes on when the connection fails for a moment", async () => {
    const { seen, last } = await run([AWAY, new ApiError("busy", 503), { state: "succeeded", events: [] }]);

    expect(seen[1]).to.deep.equal({ phase: "running", id: "q", retrying: true });
    expect(last).to.deep.equal({ phase: "done", events: [], truncated: false });
  });

  it("fetches a page of events again when the connection fails for a moment", async () => {
    const [one, two] = [eventAt("08:00", "entered"), eventAt("09:00", "left")];
    const { last, asked, pauses } = await run([
      { state: "succeeded", events: [one], next: "p2" },
      AWAY,
      { state: "succeeded", events: [two] },
    ]);

    expect(asked).to.deep.equal(["q", "p2", "p2"]);
    expect(pauses).to.deep.equal([300, 2_000]);
    expect(last).to.deep.equal({ phase: "done", events: [one, two], truncated: false });
  });

  it("gives up after five failures in a row, and has the query stopped", async () => {
    const { last, cancelled } = await run([AWAY, AWAY, { state: "running" }, AWAY, AWAY, AWAY, AWAY, AWAY]);

    expect(last).to.deep.equal({ phase: "failed", reason: "no connection" });
    expect(cancelled).to.deep.equal(["q"]);
  });

  it("does not repeat what was refused for good", async () => {
    const { last, asked } = await run([new ApiError("There is no such query.", 404)]);

    expect(last).to.deep.equal({ phase: "failed", reason: "There is no such query." });
    expect(asked).to.have.length(1);
  });

  it("says why it cannot even start, and cancels nothing", async () => {
    const { last, cancelled } = await run([], { start: new ApiError("at most 92 days", 400) });

    expect(last).to.deep.equal({ phase: "failed", reason: "at most 92 days" });
    expect(cancelled).to.deep.equal([]);
  });

  it("tells the reason of a query that failed, and that it was cancelled by somebody else", async () => {
    const failed = await run([{ state: "failed", reason: "too large" }]);
    const silent = await run([{ state: "failed" }]);
    const gone = await run([{ state: "cancelled" }]);

    expect(failed.last).to.deep.equal({ phase: "failed", reason: "too large" });
    expect(silent.last).to.deep.equal({
      phase: "failed",
      reason: "The query failed, and the server does not say why. Try again.",
    });
    expect(gone.last).to.deep.equal({ phase: "cancelled" });
    expect([...failed.cancelled, ...gone.cancelled]).to.deep.equal([]);
  });

  it("cancels in the backend what is cancelled here", async () => {
    const { last, cancelled } = await run([{ state: "running" }], { abortAtLook: 2 });

    expect(last).to.deep.equal({ phase: "cancelled" });
    expect(cancelled).to.deep.equal(["q"]);
  });
});
