import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import { createMetrics, type Metrics } from "../../../local/services/cloudwatch/metrics";
import { type KeptLines, keptLines } from "../../../local/services/logs/keptLines";
import { HeldClock } from "../../support/heldClock";
import { KeptData } from "../../support/keptData";

const MINUTE_MS = 60_000;
const FROM = 20_000 * MINUTE_MS;
const METRIC = { namespace: "AWS/Lambda", metricName: "Duration", dimensions: { FunctionName: "orders" } };

describe("metrics across starts", () => {
  let data: KeptData;
  let clock: HeldClock;
  let lines: KeptLines;
  let metrics: Metrics;
  beforeEach(() => {
    data = new KeptData();
    clock = new HeldClock(FROM);
    start();
  });
  afterEach(() => {
    metrics.stop();
    data.remove();
  });

  /** The one before is not told, as when its process is killed; the new one has the time that it has come to. */
  function start(timeScale = 1): void {
    clock = new HeldClock(clock.now());
    lines = keptLines(data.open(), "metrics", { clock, report: silentReport });
    metrics = createMetrics({ clock }, { timeScale }, lines);
  }

  const put = (value: number) => metrics.put({ ...METRIC, value, unit: "Milliseconds" });
  const statistic = (name: string, from = FROM, to = FROM + 300 * MINUTE_MS) =>
    metrics.statistic({ ...METRIC, statistic: name, from, to });
  async function stop(): Promise<void> {
    metrics.stop();
    await lines.close();
  }

  it("have every value by the minute after a stop, with their statistics, percentiles and units", async () => {
    for (let value = 1; value <= 100; value += 1) {
      put(value);
      clock.advance(1000);
    }
    const before = ["SampleCount", "Sum", "Average", "Minimum", "Maximum", "p90"].map((name) => statistic(name));
    const firstMinute = statistic("Sum", FROM, FROM + MINUTE_MS);
    await stop();

    start();

    expect(metrics.list()).to.deep.equal([METRIC]);
    expect(metrics.unit(METRIC)).to.equal("Milliseconds");
    expect(["SampleCount", "Sum", "Average", "Minimum", "Maximum", "p90"].map((name) => statistic(name))).to.deep.equal(
      before,
    );
    expect(statistic("Sum", FROM, FROM + MINUTE_MS)).to.equal(firstMinute);
  });

  it("go on in the minute in which the local cloud stopped, and count nothing twice, however often it does", async () => {
    for (let round = 0; round < 3; round += 1) {
      put(1);
      clock.advance(5000);
      await stop();
      start();
    }
    put(1);

    expect(statistic("SampleCount", FROM, FROM + MINUTE_MS)).to.equal(4);
  });

  it("lack the last two minutes after a kill, and no other", async () => {
    for (let minute = 0; minute < 10; minute += 1) {
      put(minute);
      clock.advance(MINUTE_MS);
    }
    await lines.close();

    start();

    expect(statistic("SampleCount")).to.equal(9);
    expect(statistic("Maximum")).to.equal(8);
  });

  it("are forgotten after three hours", async () => {
    put(1);
    clock.advance(90 * MINUTE_MS);
    put(2);
    await stop();
    clock.advance(91 * MINUTE_MS);

    start();

    expect(statistic("Sum")).to.equal(2);
  });

  it("are not kept under a time scale", async () => {
    await stop();
    start(60);
    put(1);
    await stop();

    start();

    expect(metrics.list()).to.deep.equal([]);
  });
});
