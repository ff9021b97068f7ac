import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { TrafficDashboard, type TrafficDashboardArgs } from "../../components/trafficDashboard";
import { parseDashboardBody } from "../../local/services/cloudwatch/dashboardBody";
import { createDashboards } from "../../local/services/cloudwatch/dashboards";
import { createMetrics } from "../../local/services/cloudwatch/metrics";
import { HeldClock } from "../support/heldClock";
import { inputsOf, type Run, runProgram } from "../support/program";

const DASHBOARD = "aws:cloudwatch/dashboard:Dashboard";
const FUNCTION = { functions: { Take: { name: "orders-take" } } };

function runWith(args: TrafficDashboardArgs, region = "us-east-1") {
  return runProgram(() => new TrafficDashboard("orders", args), { call: () => ({ region }), stack: "dev" });
}

interface Widget {
  type: string;
  x: number;
  y: number;
  width: number;
  properties: { title: string; metrics: unknown[][]; region?: string; period?: number };
}

function widgetsOf(run: Run<unknown>): Widget[] {
  const { dashboardBody } = inputsOf(run, DASHBOARD, "orders-dashboard");
  return (JSON.parse(dashboardBody as string) as { widgets: Widget[] }).widgets;
}

const titlesOf = (run: Run<unknown>) => widgetsOf(run).map(({ properties }) => properties.title);

describe("TrafficDashboard", () => {
  it("has a row for a function, and the account's charges", async () => {
    const run = await runWith(FUNCTION);

    expect(run.errors).to.deep.equal([]);
    expect(run.registrations.map(({ type, name }) => [type, name])).to.deep.equal([[DASHBOARD, "orders-dashboard"]]);
    expect(widgetsOf(run).map(({ x, y, width, properties }) => [x, y, width, properties.title])).to.deep.equal([
      [0, 0, 6, "Take: invocations"],
      [6, 0, 6, "Take: duration (ms)"],
      [12, 0, 6, "Take: success and errors (%)"],
      [18, 0, 6, "Take: throttles and concurrency"],
      [0, 6, 12, "Estimated charges of the account this month (USD)"],
    ]);
  });

  it("shows calls, percentiles, rates by metric math, and throttles of exactly this function", async () => {
    const metrics = widgetsOf(await runWith(FUNCTION)).map(({ properties }) => properties.metrics);

    const of = (name: string, options: object) => ["AWS/Lambda", name, "FunctionName", "orders-take", options];
    expect(metrics.slice(0, 4)).to.deep.equal([
      [
        of("Invocations", { stat: "Sum", label: "invocations" }),
        of("Errors", { stat: "Sum", label: "errors", color: "#d62728" }),
      ],
      ["p50", "p90", "p99"].map((stat) => of("Duration", { stat, label: stat })),
      [
        of("Invocations", { id: "calls", stat: "Sum", visible: false }),
        of("Errors", { id: "failed", stat: "Sum", visible: false }),
        [{ id: "errors", expression: "100 * failed / calls", label: "errors %", color: "#d62728" }],
        [{ id: "success", expression: "100 - errors", label: "success %", color: "#2ca02c" }],
      ],
      [
        of("Throttles", { stat: "Sum", label: "throttles", color: "#ff7f0e" }),
        of("ConcurrentExecutions", { stat: "Maximum", label: "at a time" }),
      ],
    ]);
  });

  it("computes the rates that it says", async () => {
    const { dashboardBody } = inputsOf(await runWith(FUNCTION), DASHBOARD, "orders-dashboard");
    const clock = new HeldClock(Date.UTC(2026, 0, 5, 12));
    const metrics = createMetrics({ clock });
    for (let call = 0; call < 8; call++) {
      const put = (metricName: string, value: number) =>
        metrics.put({ namespace: "AWS/Lambda", metricName, dimensions: { FunctionName: "orders-take" }, value });
      put("Invocations", 1);
      put("Errors", call < 2 ? 1 : 0);
    }
    const dashboards = createDashboards({ clock, metrics, alarms: { state: () => undefined } });
    dashboards.put("d", dashboardBody as string);

    const rates = dashboards.view("d", { rangeSeconds: 60 })?.widgets[2];

    const values = rates?.type === "metric" ? rates.series.map(({ label, values }) => [label, ...values]) : [];
    expect(values).to.deep.equal([
      ["errors %", 25],
      ["success %", 75],
    ]);
  });

  it("has a row for an HTTP API before those of functions, and shows alarms", async () => {
    const run = await runWith({
      ...FUNCTION,
      httpApis: { Orders: { id: "abc123" } },
      alarms: [{ arn: "arn:aws:cloudwatch:us-east-1:111122223333:alarm:slow" }],
    });

    expect(titlesOf(run)).to.deep.equal([
      "Orders: requests",
      "Orders: latency (ms)",
      "Orders: success and errors (%)",
      "Orders: refused and failed",
      "Take: invocations",
      "Take: duration (ms)",
      "Take: success and errors (%)",
      "Take: throttles and concurrency",
      "Alarms",
      "Estimated charges of the account this month (USD)",
    ]);
    expect(widgetsOf(run)[0]?.properties.metrics).to.deep.equal([
      ["AWS/ApiGateway", "Count", "ApiId", "abc123", { stat: "Sum", label: "requests" }],
    ]);
  });

  it("has a row for a REST API, by the names that its metrics have", async () => {
    const run = await runWith({ restApis: { Gates: { name: "gates-1a2b" } } });

    expect(titlesOf(run).slice(0, 4)).to.deep.equal([
      "Gates: requests",
      "Gates: latency (ms)",
      "Gates: success and errors (%)",
      "Gates: refused and failed",
    ]);
    expect(widgetsOf(run)[3]?.properties.metrics).to.deep.equal([
      [
        ...["AWS/ApiGateway", "4XXError", "ApiName", "gates-1a2b"],
        { stat: "Sum", label: "4xx, throttled ones included", color: "#ff7f0e" },
      ],
      ["AWS/ApiGateway", "5XXError", "ApiName", "gates-1a2b", { stat: "Sum", label: "5xx", color: "#d62728" }],
    ]);
  });

  it("is of its stack's region, except for charges", async () => {
    const run = await runWith(FUNCTION, "eu-west-1");

    expect(widgetsOf(run).map(({ properties }) => properties.region)).to.deep.equal([
      ...Array.from({ length: 4 }, () => "eu-west-1"),
      "us-east-1",
    ]);
  });

  it("leaves charges out, takes another period and another name", async () => {
    const run = await runWith({ ...FUNCTION, charges: false, periodSeconds: 10, dashboardName: "my-orders" });

    expect(widgetsOf(run).map(({ properties }) => properties.period)).to.deep.equal([10, 10, 10, 10]);
    expect(inputsOf(run, DASHBOARD, "orders-dashboard").dashboardName).to.equal("my-orders");
  });

  it("is named after project, stack and component, and says where it is", async () => {
    const run = await runWith(FUNCTION);

    const outputs = await new Promise((known) => {
      pulumi.all([run.result?.dashboardName, run.result?.url]).apply(known);
    });
    expect(outputs).to.deep.equal([
      "sluice-dev-orders",
      "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/sluice-dev-orders",
    ]);
  });

  it("has no dots in its name where the stack has some", async () => {
    const run = await runProgram(() => new TrafficDashboard("orders", FUNCTION), { stack: "dev.eu" });

    expect(run.errors).to.deep.equal([]);
    expect(inputsOf(run, DASHBOARD, "orders-dashboard").dashboardName).to.equal("sluice-dev-eu-orders");
  });

  for (const [partition, region, host] of [
    ["aws-us-gov", "us-gov-west-1", "console.amazonaws-us-gov.com"],
    ["aws-cn", "cn-north-1", "console.amazonaws.cn"],
  ] as const) {
    it(`is on ${host} in the partition ${partition}, and shows no charges there`, async () => {
      const run = await runProgram(() => new TrafficDashboard("orders", FUNCTION), {
        call: () => ({ region, partition }),
      });

      const url = await new Promise((known) => run.result?.url.apply(known));
      expect(url).to.equal(`https://${host}/cloudwatch/home?region=${region}#dashboards/dashboard/sluice-test-orders`);
      expect(titlesOf(run)).not.to.include("Estimated charges of the account this month (USD)");
    });
  }

  it("is a body without a problem", async () => {
    const run = await runWith({ ...FUNCTION, httpApis: { Orders: { id: "abc123" } } });

    const parsed = parseDashboardBody(inputsOf(run, DASHBOARD, "orders-dashboard").dashboardBody as string);
    expect(parsed).not.to.have.property("problems");
  });

  it("leaves the last word to a transform", async () => {
    const run = await runWith({ ...FUNCTION, transform: { dashboard: { dashboardName: "other" } } });

    expect(inputsOf(run, DASHBOARD, "orders-dashboard").dashboardName).to.equal("other");
  });

  for (const [what, args, message] of [
    [
      "nothing to watch",
      {},
      "the number of functions, httpApis and restApis must be a whole number from 1 to 50, got 0",
    ],
    [
      "a period that AWS has not",
      { ...FUNCTION, periodSeconds: 45 },
      "periodSeconds must be 1, 5, 10, 20, 30 or a multiple of 60, got 45",
    ],
    [
      "a name that AWS has not",
      { ...FUNCTION, dashboardName: "my orders" },
      'dashboardName must be 1 to 255 letters, digits, hyphens and underscores, got "my orders"',
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { errors, registrations } = await runWith(args);

      expect(errors).to.deep.equal([`TrafficDashboard "orders": ${message}`]);
      expect(registrations).to.deep.equal([]);
    });
  }
});
