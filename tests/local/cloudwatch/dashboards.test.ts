import { expect } from "chai";
import { dashboard } from "../../../local/resources/cloudwatch/dashboard";
import { createDashboards, type Dashboards } from "../../../local/services/cloudwatch/dashboards";
import type { DashboardView } from "../../../local/services/cloudwatch/dashboardView";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { bodyOf, metricWidget } from "../../web/dashboardUnderTest";

const NOON = Date.UTC(2026, 0, 5, 12);
const ALARM = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:slow";
const SENT = ["AWS/SQS", "NumberOfMessagesSent", "QueueName", "q"];

function underTest(timeScale = 1) {
  const clock = new HeldClock(NOON);
  const metrics = createMetrics({ clock });
  const alarms = { state: (name: string) => (name === "slow" ? ("ALARM" as const) : undefined) };
  const dashboards = createDashboards({ clock, metrics, alarms }, { timeScale });
  const put = (metricName: string, value: number, secondsAgo: number) =>
    metrics.put({
      namespace: "AWS/SQS",
      metricName,
      dimensions: { QueueName: "q" },
      value,
      timestamp: NOON - secondsAgo * 1000,
    });
  return { clock, dashboards, put };
}

function firstOf(dashboards: Dashboards, request = { rangeSeconds: 180 }) {
  const [widget] = dashboards.view("d", request)?.widgets ?? [];
  if (widget?.type !== "metric") throw new Error("the first widget must show metrics");
  return widget;
}

function problemsOf(widgets: readonly object[]): string {
  try {
    underTest().dashboards.put("d", bodyOf(...widgets));
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("put did not throw");
}

describe("createDashboards", () => {
  it("reads each metric in aligned periods, the running one last, and leaves out what is not there", () => {
    const { dashboards, put } = underTest();
    put("NumberOfMessagesSent", 2, 100);
    put("NumberOfMessagesSent", 3, 90);
    dashboards.put("d", bodyOf(metricWidget([[...SENT, { stat: "Sum" }]])));

    const { times, series, periodSeconds } = firstOf(dashboards);

    expect(periodSeconds).to.equal(60);
    expect(times.map((time) => time - NOON / 1000)).to.deep.equal([-120, -60, 0]);
    expect(series).to.deep.equal([{ label: "NumberOfMessagesSent Sum", axis: "left", values: [5, null, null] }]);
  });

  it("evaluates metric math over visible and hidden metrics, and percentiles", () => {
    const { dashboards, put } = underTest();
    for (let value = 1; value <= 100; value++) put("Age", value, 70);
    put("NumberOfMessagesSent", 40, 70);
    dashboards.put(
      "d",
      bodyOf(
        metricWidget([
          [...SENT, { id: "sent", stat: "Sum", visible: false }],
          [".", "Age", ".", ".", { id: "age", stat: "p90", label: "p90" }],
          ["...", { id: "slowest", stat: "p99" }],
          [{ expression: "sent / age", id: "ratio", color: "#ff0000", yAxis: "right" }],
        ]),
      ),
    );

    const { series } = firstOf(dashboards);

    expect(series.map(({ label, values, axis }) => [label, values[0], axis])).to.deep.equal([
      ["p90", 90, "left"],
      ["Age p99", 99, "left"],
      ["sent / age", 40 / 90, "right"],
    ]);
  });

  it("divides periods by the time scale, and takes another period where one is asked for", () => {
    const { dashboards } = underTest(20);
    dashboards.put("d", bodyOf(metricWidget([SENT])));

    expect(firstOf(dashboards).periodSeconds).to.equal(3);
    expect(firstOf(dashboards, { rangeSeconds: 180, periodSeconds: 10 } as never).periodSeconds).to.equal(10);
  });

  it("makes periods longer where a line would have more than 1,440 values", () => {
    const { dashboards } = underTest();
    dashboards.put("d", bodyOf(metricWidget([SENT], { period: 1 })));

    const { periodSeconds, times } = firstOf(dashboards, { rangeSeconds: 10_800 });

    expect([periodSeconds, times.length]).to.deep.equal([8, 1350]);
  });

  it("gives one number for the whole range where a widget asks for that", () => {
    const { dashboards, put } = underTest();
    put("NumberOfMessagesSent", 2, 170);
    put("NumberOfMessagesSent", 3, 0);
    const single = { view: "singleValue", setPeriodToTimeRange: true, stat: "Sum" };
    dashboards.put("d", bodyOf(metricWidget([SENT], single)));

    expect(firstOf(dashboards).series.map(({ values }) => values)).to.deep.equal([[5]]);
  });

  it("shows the states of alarms, and says which does not exist", () => {
    const { dashboards } = underTest();
    dashboards.put("d", bodyOf({ type: "alarm", properties: { alarms: [ALARM, `${ALARM}er`] } }));

    const [widget] = (dashboards.view("d", { rangeSeconds: 60 }) as DashboardView).widgets;

    expect(widget).to.deep.include({
      alarms: [
        { name: "slow", state: "ALARM" },
        { name: "slower", state: "does not exist" },
      ],
    });
  });

  it("says why charges have no data", () => {
    const { dashboards } = underTest();
    dashboards.put("d", bodyOf(metricWidget([["AWS/Billing", "EstimatedCharges", "Currency", "USD"]])));

    expect(firstOf(dashboards).note).to.match(/^There are no charges here/);
  });

  it("lists everything that is wrong, and where", () => {
    const message = problemsOf([
      { type: "metric", properties: { metrics: [SENT] } },
      metricWidget([SENT], { colour: "red" }),
      { type: "log", properties: {} },
    ]);

    expect(message).to.match(/^The dashboard body is invalid, there are 3 validation errors: \[/);
    const problems = JSON.parse(message.slice(message.indexOf("[")));
    expect(problems).to.deep.equal([
      { dataPath: "/widgets/0/properties/region", message: 'must be "us-east-1", the region of the local cloud' },
      { dataPath: "/widgets/1/properties", message: "Should NOT have additional property 'colour'" },
      { dataPath: "/widgets/2/type", message: "must be of the type metric, text or alarm locally" },
    ]);
  });

  for (const [what, metrics, properties, message] of [
    ["a view that is not drawn", [SENT], { view: "pie" }, "must be timeSeries or singleValue locally"],
    ["another region", [SENT], { region: "eu-west-1" }, 'must be \\"us-east-1\\", the region of the local cloud'],
    ["a period that AWS has not", [SENT], { period: 45 }, "must be 1, 5, 10, 20, 30 or a multiple of 60 seconds"],
    ["a metric of one part", [["AWS/SQS"]], {}, "Should have a namespace and a metric name, or an expression"],
    ["a dimension without a value", [SENT.slice(0, 3)], {}, 'the dimension \\"QueueName\\" has no value'],
    ["a repetition of nothing", [[".", "x"]], {}, "repeats nothing"],
    ["a wrong option", [[...SENT, { axis: "left" }]], {}, "Should NOT have additional property 'axis'"],
    ["options in the middle", [[{ stat: "Sum" }, ...SENT]], {}, "options must be the last part"],
    ["a statistic that is not computed", [[...SENT, { stat: "IQM" }]], {}, "is not supported locally"],
    ["a dynamic label", [[...SENT, { label: ["$", "{LAST}"].join("") }]], {}, "dynamic labels are not supported"],
    ["SEARCH", [[{ expression: "SEARCH('x', 'Sum')" }]], {}, "is not part of metric math here"],
    ["an unknown id", [SENT, [{ expression: "nope * 2" }]], {}, '\\"nope\\" at 1 is the id of no entry'],
    [
      "periods that differ",
      [SENT, [...SENT, { period: 300 }]],
      {},
      "all metrics must have the same period, got 60, 300 seconds",
    ],
    [
      "vertical annotations",
      [SENT],
      { annotations: { vertical: [] } },
      "is not supported locally: horizontal ones are",
    ],
    ["no metrics", [], {}, "/widgets/0/properties/metrics"],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(problemsOf([metricWidget(metrics, properties)])).to.contain(message);
    });
  }

  it("refuses a body that is no JSON", () => {
    expect(() => underTest().dashboards.put("d", "{")).to.throw(/validation errors: [\s\S]*must be JSON/);
  });
});

describe("aws.cloudwatch.Dashboard", () => {
  const inputs = { dashboardName: "traffic", dashboardBody: bodyOf(metricWidget([SENT])) };

  it("is put, updated in place, and deleted by its name", async () => {
    const { dashboards } = underTest();
    const handler = dashboard({ dashboards });

    const created = await handler.create(resourceContext("d"), inputs);
    await handler.update?.(resourceContext("d"), created, { ...inputs, dashboardBody: bodyOf() });
    const { widgets } = dashboards.view("traffic", { rangeSeconds: 60 }) as DashboardView;
    await handler.delete(resourceContext("d"), created);

    expect(created).to.deep.equal({
      id: "traffic",
      state: { ...inputs, dashboardArn: "arn:aws:cloudwatch::000000000000:dashboard/traffic" },
    });
    expect(widgets).to.deep.equal([]);
    expect(dashboards.names).to.deep.equal([]);
  });

  for (const [what, change, message] of [
    ["a name that AWS has not", { dashboardName: "my dashboard" }, "dashboardName must be 1 to 255 letters"],
    ["a body that is wrong", { dashboardBody: "[]" }, "The dashboard body is invalid"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const handler = dashboard({ dashboards: underTest().dashboards });

      const error = await rejection(handler.create(resourceContext("d"), { ...inputs, ...change }));

      expect(error.message).to.contain(message);
    });
  }

  it("refuses a name that is taken", async () => {
    const handler = dashboard({ dashboards: underTest().dashboards });
    await handler.create(resourceContext("d"), inputs);

    const error = await rejection(handler.create(resourceContext("e"), inputs));

    expect(error.message).to.equal('the dashboard "traffic" exists already: give this one another name');
  });
});
