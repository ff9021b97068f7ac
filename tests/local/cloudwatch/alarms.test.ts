import { expect } from "chai";
import type { AlarmState } from "../../../local/services/cloudwatch/alarmRule";
import { alarmState } from "../../../local/services/cloudwatch/alarmState";
import {
  type AlarmSpec,
  type AlarmTransition,
  createAlarms,
  type ScalingCall,
} from "../../../local/services/cloudwatch/alarms";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { HeldClock } from "../../support/heldClock";

const MINUTE = 60_000;
const errors = { namespace: "AWS/Lambda", metricName: "Errors", dimensions: { FunctionName: "producer" } };
const spec: AlarmSpec = {
  ...errors,
  arn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:producer-errors",
  name: "producer-errors",
  statistic: "Sum",
  periodSeconds: 60,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  threshold: 0,
  comparisonOperator: "GreaterThanThreshold",
  treatMissingData: "notBreaching",
};

/** The rows of the tables in the CloudWatch User Guide: the oldest point first, for alarms that evaluate three periods. */
const TABLE: readonly (readonly [string, number, ...(AlarmState | "retain")[]])[] = [
  // points, datapoints to alarm, then missing, ignore, breaching, notBreaching
  ["0-X-X", 3, "OK", "OK", "OK", "OK"],
  ["0----", 3, "OK", "OK", "OK", "OK"],
  ["-----", 3, "INSUFFICIENT_DATA", "retain", "ALARM", "OK"],
  ["0XX-X", 3, "ALARM", "ALARM", "ALARM", "ALARM"],
  ["--X--", 3, "ALARM", "retain", "ALARM", "OK"],
  ["----X", 3, "retain", "retain", "ALARM", "OK"],
  ["---X-", 3, "retain", "retain", "ALARM", "OK"],
  ["0-X-X", 2, "ALARM", "ALARM", "ALARM", "ALARM"],
  ["00X0X", 2, "ALARM", "ALARM", "ALARM", "ALARM"],
  ["0-X--", 2, "OK", "OK", "ALARM", "OK"],
  ["----0", 2, "OK", "OK", "ALARM", "OK"],
  ["---X-", 2, "ALARM", "retain", "ALARM", "OK"],
];

describe("alarmState", () => {
  for (const [points, datapointsToAlarm, ...states] of TABLE) {
    for (const [index, treatMissingData] of (["missing", "ignore", "breaching", "notBreaching"] as const).entries()) {
      const expected = states[index];
      it(`${points}, ${datapointsToAlarm} of 3, missing data ${treatMissingData}: ${expected}`, () => {
        const values = [...points].reverse().map((point) => (point === "-" ? undefined : point === "X" ? 1 : 0));
        const rule = { ...spec, evaluationPeriods: 3, datapointsToAlarm, treatMissingData };

        const results = (["OK", "ALARM", "INSUFFICIENT_DATA"] as const).map((state) => alarmState(rule, values, state));

        expect(results).to.deep.equal(
          expected === "retain" ? ["OK", "ALARM", "INSUFFICIENT_DATA"] : [expected, expected, expected],
        );
      });
    }
  }

  for (const [comparisonOperator, below, equal, above] of [
    ["GreaterThanOrEqualToThreshold", "OK", "ALARM", "ALARM"],
    ["GreaterThanThreshold", "OK", "OK", "ALARM"],
    ["LessThanThreshold", "ALARM", "OK", "OK"],
    ["LessThanOrEqualToThreshold", "ALARM", "ALARM", "OK"],
  ] as const) {
    it(`compares with ${comparisonOperator}`, () => {
      const rule = { ...spec, comparisonOperator, threshold: 5 };

      const states = [4, 5, 6].map((value) => alarmState(rule, [value], "INSUFFICIENT_DATA"));

      expect(states).to.deep.equal([below, equal, above]);
    });
  }
});

describe("createAlarms", () => {
  function underTest(options?: { timeScale: number }) {
    const clock = new HeldClock(Date.UTC(2026, 0, 1));
    const metrics = createMetrics({ clock });
    const lines: string[] = [];
    const report = {
      stage: (text: string) => lines.push(`stage ${text}`),
      log: (source: string, line: string) => lines.push(`log ${source}: ${line}`),
      warn: (source: string, line: string) => lines.push(`warn ${source}: ${line}`),
    };
    const alarms = createAlarms({ clock, metrics, report }, options);
    const transitions: AlarmTransition[] = [];
    alarms.onTransition((transition) => transitions.push(transition));
    const calls: ScalingCall[] = [];
    alarms.onScaling((call) => calls.push(call));
    return { clock, metrics, alarms, transitions, calls, lines };
  }

  it("starts without data, and settles at the end of the first period", () => {
    const { clock, alarms, lines } = underTest();
    alarms.put(spec);
    const states = [alarms.state("producer-errors")];

    clock.advance(MINUTE - 1);
    states.push(alarms.state("producer-errors"));
    clock.advance(1);
    states.push(alarms.state("producer-errors"));

    expect(states).to.deep.equal(["INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "OK"]);
    expect(lines).to.deep.equal([]);
  });

  it("goes off once and is over once, however long it lasts", () => {
    const { clock, metrics, alarms, transitions, lines } = underTest();
    alarms.put(spec);

    for (const value of [0, 2, 3, 4, 0, 0]) {
      metrics.put({ ...errors, value });
      clock.advance(MINUTE);
    }

    expect(transitions.map(({ from, to }) => `${from} -> ${to}`)).to.deep.equal([
      "INSUFFICIENT_DATA -> OK",
      "OK -> ALARM",
      "ALARM -> OK",
    ]);
    expect(lines).to.deep.equal([
      "warn alarms: ALARM producer-errors: 1 of the last 1 periods is > 0 (newest first: 2)",
      "log alarms: OK producer-errors: 0 of the last 1 periods are > 0 (newest first: 0)",
    ]);
  });

  it("waits for M of N datapoints", () => {
    const { clock, metrics, alarms } = underTest();
    alarms.put({ ...spec, evaluationPeriods: 3, datapointsToAlarm: 2 });

    const states = [5, 0, 5, 0, 0].map((value) => {
      metrics.put({ ...errors, value });
      clock.advance(MINUTE);
      return alarms.state("producer-errors");
    });

    expect(states).to.deep.equal(["OK", "OK", "ALARM", "OK", "OK"]);
  });

  it("watches a percentile", () => {
    const { clock, metrics, alarms } = underTest();
    alarms.put({ ...spec, statistic: "p90", threshold: 100 });
    for (const value of [...Array(89).fill(10), ...Array(11).fill(500)]) metrics.put({ ...errors, value });

    clock.advance(MINUTE);

    expect(alarms.state("producer-errors")).to.equal("ALARM");
  });

  it("watches a gauge", () => {
    const { clock, metrics, alarms } = underTest();
    metrics.gauge(errors, () => 3);
    alarms.put({ ...spec, statistic: "Maximum", evaluationPeriods: 2, datapointsToAlarm: 2 });

    clock.advance(MINUTE);
    const first = alarms.state("producer-errors");
    clock.advance(MINUTE);

    expect([first, alarms.state("producer-errors")]).to.deep.equal(["OK", "ALARM"]);
  });

  it("divides periods by the time scale, down to a second", () => {
    const { clock, metrics, alarms } = underTest({ timeScale: 60 });
    alarms.put({ ...spec, periodSeconds: 300 });
    alarms.put({ ...spec, name: "fast", periodSeconds: 10 });
    metrics.put({ ...errors, value: 1 });

    clock.advance(1000);
    const states = [alarms.state("fast"), alarms.state("producer-errors")];
    clock.advance(4000);
    states.push(alarms.state("producer-errors"));

    expect(states).to.deep.equal(["ALARM", "INSUFFICIENT_DATA", "ALARM"]);
  });

  it("keeps its state when it changes", () => {
    const { clock, metrics, alarms } = underTest();
    alarms.put(spec);
    metrics.put({ ...errors, value: 1 });
    clock.advance(MINUTE);

    alarms.put({ ...spec, threshold: 10 });

    expect(alarms.state("producer-errors")).to.equal("ALARM");
  });

  it("ends with its deletion", () => {
    const { clock, metrics, alarms, transitions } = underTest();
    alarms.put(spec);
    alarms.delete("producer-errors");
    metrics.put({ ...errors, value: 1 });

    clock.advance(MINUTE);

    expect(alarms.state("producer-errors")).to.equal(undefined);
    expect(transitions).to.deep.equal([]);
  });

  it("evaluates nothing after the stop", () => {
    const { clock, metrics, alarms, transitions } = underTest();
    alarms.put(spec);
    metrics.put({ ...errors, value: 1 });

    alarms.stop();
    clock.advance(MINUTE);

    expect(transitions).to.deep.equal([]);
  });

  it("refuses an alarm that looks back further than metrics are kept", () => {
    const { alarms } = underTest();

    const put = () => alarms.put({ ...spec, periodSeconds: 3600, evaluationPeriods: 4 });

    expect(put).to.throw(
      RangeError,
      'the alarm "producer-errors" looks back 4 x 3600 seconds, and metrics are kept for 10800',
    );
  });

  it("refuses a time scale that would stretch time", () => {
    expect(() => underTest({ timeScale: 0.5 })).to.throw(RangeError, "timeScale must be at least 1, got 0.5");
  });

  it("evaluates metric math, without data where a division has none", () => {
    const { clock, metrics, alarms, transitions } = underTest();
    const { namespace: _, metricName: __, dimensions: ___, statistic: ____, periodSeconds: _____, ...rule } = spec;
    const metric = { namespace: "N", dimensions: {}, statistic: "Maximum", periodSeconds: 60 };
    alarms.put({
      ...rule,
      threshold: 10,
      metrics: [
        { id: "visible", returnData: false, metric: { ...metric, metricName: "Visible" } },
        { id: "running", returnData: false, metric: { ...metric, metricName: "Running" } },
        { id: "perTask", returnData: true, expression: "visible / running" },
      ],
      treatMissingData: "missing",
    });
    const put = (visible: number, running: number) => {
      metrics.put({ namespace: "N", dimensions: {}, metricName: "Visible", value: visible });
      metrics.put({ namespace: "N", dimensions: {}, metricName: "Running", value: running });
      clock.advance(MINUTE);
    };

    for (const [visible, running] of [
      [100, 0],
      [100, 5],
      [100, 20],
    ] as const) {
      put(visible, running);
    }

    expect(transitions.map(({ to, reason }) => [to, reason])).to.deep.equal([
      ["ALARM", "1 of the last 1 periods is > 10 (newest first: 20)"],
      ["OK", "0 of the last 1 periods are > 10 (newest first: 5)"],
    ]);
  });

  it("sounds for metrics that end, where FILL says what to take for them", () => {
    const { clock, metrics, alarms, transitions } = underTest();
    const { namespace: _, metricName: __, dimensions: ___, statistic: ____, periodSeconds: _____, ...rule } = spec;
    const metric = { namespace: "N", dimensions: {}, statistic: "Average", periodSeconds: 60 };
    alarms.put({
      ...rule,
      threshold: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      evaluationPeriods: 2,
      datapointsToAlarm: 2,
      metrics: [
        { id: "desired", returnData: false, metric: { ...metric, metricName: "Desired" } },
        { id: "running", returnData: false, metric: { ...metric, metricName: "Running" } },
        { id: "missing", returnData: true, expression: "FILL(desired, 2) - FILL(running, 0)" },
      ],
      treatMissingData: "notBreaching",
    });
    for (const metricName of ["Desired", "Running"])
      metrics.put({ namespace: "N", dimensions: {}, metricName, value: 3 });
    clock.advance(MINUTE);
    const whileTheyRan = transitions.map(({ to }) => to);
    clock.advance(2 * MINUTE);

    expect(whileTheyRan).not.to.include("ALARM");
    expect(transitions.at(-1)).to.deep.include({
      to: "ALARM",
      reason: "2 of the last 2 periods are >= 1 (newest first: 2, 2)",
    });
  });

  it("calls its scaling policies at the end of every period in ALARM, with what it evaluated", () => {
    const { clock, metrics, alarms, calls } = underTest();
    alarms.put({ ...spec, evaluationPeriods: 2, datapointsToAlarm: 1, scalingPolicies: ["policy"] });
    const minute = (value: number) => {
      metrics.put({ ...errors, value });
      clock.advance(MINUTE);
    };

    for (const value of [4, 2, 0, 0]) minute(value);

    expect(calls).to.deep.equal([
      { alarm: "producer-errors", policyArns: ["policy"], values: [4], threshold: 0 },
      { alarm: "producer-errors", policyArns: ["policy"], values: [2, 4], threshold: 0 },
      { alarm: "producer-errors", policyArns: ["policy"], values: [0, 2], threshold: 0 },
    ]);
  });

  it("calls no policy for missing data that set it off", () => {
    const { clock, alarms, calls, transitions } = underTest();
    alarms.put({ ...spec, treatMissingData: "breaching", scalingPolicies: ["policy"] });

    clock.advance(MINUTE);

    expect(transitions.map(({ to }) => to)).to.deep.equal(["ALARM"]);
    expect(calls).to.deep.equal([]);
  });

  it("sees a gauge, although its timer is a little late", () => {
    const { clock, metrics, alarms } = underTest();
    metrics.gauge(errors, () => 1);
    alarms.put(spec);

    clock.advance(MINUTE + 40);

    expect(alarms.state("producer-errors")).to.equal("ALARM");
  });
});
