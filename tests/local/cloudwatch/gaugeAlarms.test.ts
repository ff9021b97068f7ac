import { expect } from "chai";
import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
import type { Services } from "../../../local/services";
import { type AlarmSpec, type AlarmTransition, createAlarms } from "../../../local/services/cloudwatch/alarms";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { createSqs } from "../../../local/services/sqs/createSqs";
import { HeldClock } from "../../support/heldClock";
import { localKms } from "../../support/kms";

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const depth = {
  namespace: "AWS/SQS",
  metricName: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: "failures" },
};
const spec: AlarmSpec = {
  ...depth,
  arn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:failures-depth",
  name: "failures-depth",
  statistic: "Maximum",
  periodSeconds: 60,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  threshold: 1,
  comparisonOperator: "GreaterThanOrEqualToThreshold",
  treatMissingData: "notBreaching",
};

/** How late timers fire, in milliseconds, one period after the other. */
const LATENESS = [1, 50, 7, 23, 2, 49, 50, 1, 15, 31];

function underTest(timeScale: number) {
  const clock = new HeldClock(START);
  const metrics = createMetrics({ clock }, { timeScale });
  const alarms = createAlarms({ clock, metrics, report: silentReport }, { timeScale });
  const transitions: string[] = [];
  alarms.onTransition(({ from, to }: AlarmTransition) => transitions.push(`${from} -> ${to}`));
  const periodMs = MINUTE / timeScale;
  let period = 0;
  /** Lets periods end, all timers being late. */
  const periods = (count: number) => {
    for (let left = count; left > 0; left--) {
      period += 1;
      clock.advance(START + period * periodMs + (LATENESS[period % LATENESS.length] ?? 0) - clock.now());
    }
  };
  return { clock, metrics, alarms, transitions, periods, periodMs };
}

describe("an alarm on a gauge, with timers that are late", () => {
  for (const timeScale of [1, 60]) {
    describe(`at time scale ${timeScale}`, () => {
      for (const first of ["the gauge", "the alarm"]) {
        it(`sounds after one period, lasts for 20, and is over after one, where ${first} is first`, () => {
          const { metrics, alarms, transitions, periods } = underTest(timeScale);
          let value = 0;
          if (first === "the gauge") metrics.gauge(depth, () => value);
          alarms.put(spec);
          if (first === "the alarm") metrics.gauge(depth, () => value);
          periods(2);

          value = 1;
          periods(1);
          const sounded = [...transitions];
          periods(19);
          const lasted = [...transitions];
          value = 0;
          periods(1);
          const over = [...transitions];
          periods(20);

          expect(sounded).to.deep.equal(["INSUFFICIENT_DATA -> OK", "OK -> ALARM"]);
          expect(lasted).to.deep.equal(sounded);
          expect(over).to.deep.equal([...sounded, "ALARM -> OK"]);
          expect(transitions).to.deep.equal(over);
        });
      }

      it("has one value in every period since the gauge exists, whether an alarm looks or not", () => {
        const { clock, metrics, periods, periodMs } = underTest(timeScale);
        periods(2);
        metrics.gauge(depth, () => 4);
        periods(20);

        const counts = Array.from({ length: 22 }, (_, index) =>
          metrics.statistic({
            ...depth,
            statistic: "SampleCount",
            from: START + index * periodMs,
            to: START + (index + 1) * periodMs,
          }),
        );

        expect(counts).to.deep.equal([undefined, undefined, ...Array(20).fill(1)]);
        expect(clock.pending).to.equal(1);
      });
    });
  }

  it("sees a peak in the middle of a long period", () => {
    const { metrics, alarms, periods } = underTest(1);
    let value = 0;
    metrics.gauge(depth, () => value);
    alarms.put({ ...spec, periodSeconds: 300 });
    periods(2);
    value = 1;
    periods(1);
    value = 0;

    periods(2);

    expect(alarms.state(spec.name)).to.equal("ALARM");
  });

  it("knows the values of before the alarm", () => {
    const { metrics, alarms, periods } = underTest(1);
    metrics.gauge(depth, () => 1);
    periods(2);
    alarms.put({ ...spec, evaluationPeriods: 3, datapointsToAlarm: 3 });

    periods(1);

    expect(alarms.state(spec.name)).to.equal("ALARM");
  });

  it("has the same value in all periods in which the process stood still", () => {
    const { clock, metrics, alarms, transitions } = underTest(1);
    metrics.gauge(depth, () => 1);
    alarms.put({ ...spec, evaluationPeriods: 3, datapointsToAlarm: 3, treatMissingData: "missing" });

    clock.advance(10 * MINUTE + 33);

    expect(transitions).to.deep.equal(["INSUFFICIENT_DATA -> ALARM"]);
  });

  it("has no data once the gauge is removed, and none of before for one that takes its place", () => {
    const { clock, metrics, alarms, transitions, periods } = underTest(1);
    const gauge = metrics.gauge(depth, () => 1);
    alarms.put({ ...spec, treatMissingData: "missing" });
    periods(1);
    gauge.remove();
    const armed = clock.pending;
    periods(4);
    const removed = [...transitions];
    gauge.remove();

    metrics.gauge(depth, () => 0);
    periods(1);

    const before = metrics.statistic({ ...depth, statistic: "Maximum", from: START + MINUTE, to: START + 5 * MINUTE });
    // Only the alarm's own timer is left.
    expect(armed).to.equal(1);
    expect(removed).to.deep.equal(["INSUFFICIENT_DATA -> ALARM", "ALARM -> INSUFFICIENT_DATA"]);
    expect(before).to.equal(undefined);
    expect(alarms.state(spec.name)).to.equal("OK");
  });

  it("leaves no timer after the stop", () => {
    const { clock, metrics } = underTest(1);
    metrics.gauge(depth, () => 1);

    metrics.stop();

    expect(clock.pending).to.equal(0);
  });

  it("sounds for a message in a queue of SQS, and is over when it is deleted", async () => {
    const { clock, metrics, alarms, transitions, periods } = underTest(1);
    const inventory = new Inventory(silentReport);
    const iam = {} as Services["iam"];
    const sqs = createSqs({ clock, metrics, edgeUrl: "http://127.0.0.1:4510", iam, kms: localKms(), inventory });
    const { arn } = await sqs.createQueue("failures", {});
    alarms.put(spec);
    periods(1);

    await sqs.send(arn, "what could not be processed");
    periods(20);
    const sounded = [...transitions];
    const { signal } = new AbortController();
    const messages = await sqs.receive(arn, { max: 1, waitSeconds: 0, signal });
    await sqs.deleteMessages(
      arn,
      messages.map(({ receiptHandle }) => receiptHandle),
    );
    periods(20);
    await sqs.stop();
    alarms.stop();

    expect(messages).to.have.length(1);
    expect(sounded).to.deep.equal(["INSUFFICIENT_DATA -> OK", "OK -> ALARM"]);
    expect(transitions).to.deep.equal([...sounded, "ALARM -> OK"]);
    expect(clock.pending).to.equal(0);
  });
});
