import { expect } from "chai";
import { keptMaps } from "../../../local/base/keptMaps";
import { silentReport } from "../../../local/base/report";
import type { AlarmSpec } from "../../../local/services/cloudwatch/alarms";
import { createAlarms } from "../../../local/services/cloudwatch/alarms";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { HeldClock } from "../../support/heldClock";
import { KeptData } from "../../support/keptData";

const METRIC = { namespace: "AWS/Lambda", metricName: "Errors", dimensions: {} };
const SPEC: AlarmSpec = {
  arn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors",
  ...{ name: "errors", ...METRIC, statistic: "Sum", periodSeconds: 60, evaluationPeriods: 1, datapointsToAlarm: 1 },
  ...{ threshold: 0, comparisonOperator: "GreaterThanThreshold", treatMissingData: "ignore" },
};

describe("alarms across starts", () => {
  let data: KeptData;
  beforeEach(() => {
    data = new KeptData();
  });
  afterEach(() => data.remove());

  const clock = new HeldClock(Date.UTC(2026, 0, 1));
  function start() {
    const metrics = createMetrics({ clock });
    const alarms = createAlarms({ clock, metrics, report: silentReport }, {}, keptMaps(data.open(), "alarms"));
    const transitions: string[] = [];
    alarms.onTransition(({ from, to }) => transitions.push(`${from} ${to}`));
    alarms.put(SPEC);
    return { alarms, metrics, transitions };
  }
  async function goOff() {
    const before = start();
    before.metrics.put({ ...METRIC, value: 1 });
    clock.advance(60_000);
    await undefined;
    return before;
  }

  it("have the state and the time of before, and tell nobody again", async () => {
    const { alarms } = await goOff();
    const before = alarms.list();
    alarms.stop();

    const after = start();
    clock.advance(60_000);

    expect(before[0]).to.deep.include({ state: "ALARM" });
    // Its settings are put anew.
    const again = before.map((alarm) => ({ ...alarm, changedAt: alarm.changedAt + 60_000 }));
    expect(after.alarms.list()).to.deep.equal(again);
    expect(after.transitions).to.deep.equal([]);
    after.alarms.stop();
  });

  it("start anew where they were deleted", async () => {
    const { alarms } = await goOff();
    alarms.delete("errors");
    await undefined;

    const after = start();

    expect(after.alarms.state("errors")).to.equal("INSUFFICIENT_DATA");
    after.alarms.stop();
  });
});
