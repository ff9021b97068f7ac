import { expect } from "chai";
import fc from "fast-check";
import { createMetrics, type Metrics } from "../../../local/services/cloudwatch/metrics";
import { HeldClock } from "../../support/heldClock";

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const errors = { namespace: "AWS/Lambda", metricName: "Errors", dimensions: { FunctionName: "producer" } };

function underTest(): { clock: HeldClock; metrics: Metrics } {
  const clock = new HeldClock(START);
  return { clock, metrics: createMetrics({ clock }) };
}

describe("createMetrics", () => {
  describe("a statistic", () => {
    for (const [statistic, expected] of [
      ["SampleCount", 4],
      ["Sum", 10],
      ["Average", 2.5],
      ["Minimum", 1],
      ["Maximum", 4],
      ["p50", 2],
      ["p75", 3],
      ["p99", 4],
      ["p0", 1],
      ["p100", 4],
    ] as const) {
      it(`${statistic} of 1, 2, 3 and 4 is ${expected}`, () => {
        const { metrics } = underTest();
        for (const value of [3, 1, 4, 2]) metrics.put({ ...errors, value });

        const result = metrics.statistic({ ...errors, statistic, from: START, to: START + MINUTE });

        expect(result).to.equal(expected);
      });
    }

    it("is missing, not 0, where there is no datum", () => {
      const { metrics } = underTest();

      const result = metrics.statistic({ ...errors, statistic: "Sum", from: START, to: START + MINUTE });

      expect(result).to.equal(undefined);
    });

    it("includes the start of its period and excludes the end", () => {
      const { metrics } = underTest();
      for (const [offset, value] of [
        [-1, 1],
        [0, 10],
        [MINUTE - 1, 100],
        [MINUTE, 1000],
      ] as const) {
        metrics.put({ ...errors, value, timestamp: START + offset });
      }

      const sum = metrics.statistic({ ...errors, statistic: "Sum", from: START, to: START + MINUTE });

      expect(sum).to.equal(110);
    });

    it("keeps metrics with other dimensions, names and namespaces apart", () => {
      const { metrics } = underTest();
      metrics.put({ ...errors, value: 1 });
      metrics.put({ ...errors, dimensions: {}, value: 10 });
      metrics.put({ ...errors, dimensions: { FunctionName: "aggregator" }, value: 100 });
      metrics.put({ ...errors, metricName: "Throttles", value: 1000 });
      metrics.put({ ...errors, namespace: "Other", value: 10_000 });

      const sum = metrics.statistic({ ...errors, statistic: "Sum", from: START, to: START + MINUTE });

      expect(sum).to.equal(1);
    });

    it("does not mind the order of dimensions", () => {
      const { metrics } = underTest();
      metrics.put({ ...errors, dimensions: { A: "1", B: "2" }, value: 7 });

      const query = { ...errors, dimensions: { B: "2", A: "1" }, statistic: "Sum", from: START, to: START + 1000 };

      expect(metrics.statistic(query)).to.equal(7);
    });

    it("refuses a statistic that is not computed here", () => {
      const { metrics } = underTest();
      metrics.put({ ...errors, value: 1 });

      const ask = () => metrics.statistic({ ...errors, statistic: "IQM", from: START, to: START + MINUTE });

      expect(ask).to.throw(RangeError, 'the statistic "IQM" is not supported locally');
    });
  });

  it("forgets what is older than three hours", () => {
    const { clock, metrics } = underTest();
    metrics.put({ ...errors, value: 1 });
    clock.advance(3 * 60 * MINUTE + 1000);

    metrics.put({ ...errors, value: 10 });

    const sum = metrics.statistic({ ...errors, statistic: "Sum", from: START, to: clock.now() + 1000 });
    expect(sum).to.equal(10);
  });

  it("adds up to the same, however a period is divided", () => {
    const data = fc.array(fc.record({ offset: fc.nat(599_999), value: fc.integer({ min: 0, max: 1000 }) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(data, fc.integer({ min: 1, max: 599 }), (values, cut) => {
        const { metrics } = underTest();
        for (const { offset, value } of values) metrics.put({ ...errors, value, timestamp: START + offset });
        const sum = (from: number, to: number) =>
          metrics.statistic({ ...errors, statistic: "Sum", from: START + from, to: START + to }) ?? 0;

        const whole = sum(0, 600_000);
        const parts = sum(0, cut * 1000) + sum(cut * 1000, 600_000);

        expect(parts).to.equal(whole);
        expect(whole).to.equal(values.reduce((total, { value }) => total + value, 0));
      }),
    );
  });

  it("gives percentiles within one percent", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
        const { metrics } = underTest();
        for (const value of values) metrics.put({ ...errors, value });
        const exact = [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.9) - 1] ?? 0;

        const p90 = metrics.statistic({ ...errors, statistic: "p90", from: START, to: START + MINUTE }) ?? 0;

        expect(Math.abs(p90 - exact)).to.be.at.most(exact * 0.01);
      }),
    );
  });

  describe("a gauge", () => {
    const depth = { namespace: "AWS/SQS", metricName: "Depth", dimensions: { QueueName: "orders" } };

    it("is read for the period that has just ended, and remembered", () => {
      const { clock, metrics } = underTest();
      let value = 5;
      metrics.gauge(depth, () => value);
      clock.advance(MINUTE);
      const first = { ...depth, statistic: "Maximum", from: START, to: START + MINUTE };
      const seen = [metrics.statistic(first)];

      value = 9;
      clock.advance(MINUTE);
      seen.push(metrics.statistic(first));
      seen.push(metrics.statistic({ ...first, from: START + MINUTE, to: START + 2 * MINUTE }));

      expect(seen).to.deep.equal([5, 5, 9]);
    });

    it("is read once, however many ask at that moment", () => {
      const { clock, metrics } = underTest();
      let readings = 0;
      metrics.gauge(depth, () => ++readings);
      clock.advance(MINUTE);
      const query = { ...depth, statistic: "Sum", from: START, to: START + MINUTE };

      const seen = [metrics.statistic(query), metrics.statistic(query)];

      expect(seen).to.deep.equal([1, 1]);
      expect(readings).to.equal(1);
    });

    it("without a value is missing data", () => {
      const { metrics } = underTest();
      metrics.gauge(depth, () => undefined);

      const value = metrics.statistic({ ...depth, statistic: "Maximum", from: START, to: START + MINUTE });

      expect(value).to.equal(undefined);
    });

    it("is no longer read after its removal", () => {
      const { metrics } = underTest();
      metrics.gauge(depth, () => 5).remove();

      const value = metrics.statistic({ ...depth, statistic: "Maximum", from: START, to: START + MINUTE });

      expect(value).to.equal(undefined);
    });
  });
});
