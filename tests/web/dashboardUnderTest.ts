import { silentReport } from "../../local/base/report";
import { createEdge } from "../../local/edge/edge";
import { createIam } from "../../local/iam/createIam";
import { createAlarms } from "../../local/services/cloudwatch/alarms";
import { createDashboardPages } from "../../local/services/cloudwatch/dashboardPages";
import { createDashboards, type Dashboards } from "../../local/services/cloudwatch/dashboards";
import { createMetrics, type Metrics } from "../../local/services/cloudwatch/metrics";
import { HeldClock } from "../support/heldClock";

/** Dashboards behind an edge, with a clock that stands still at 12:00. */
export interface DashboardUnderTest {
  /** URL of the pages, with a slash at its end. */
  url: string;
  clock: HeldClock;
  metrics: Metrics;
  dashboards: Dashboards;
  stop(): Promise<void>;
}

export const NOON = Date.UTC(2026, 0, 5, 12);

export async function dashboardUnderTest(options: { timeScale?: number } = {}): Promise<DashboardUnderTest> {
  const clock = new HeldClock(NOON);
  const metrics = createMetrics({ clock });
  const alarms = createAlarms({ clock, metrics, report: silentReport });
  const dashboards = createDashboards({ clock, metrics, alarms }, options);
  const edge = await createEdge(
    {
      iam: createIam({ report: silentReport }),
      report: silentReport,
    },
    { port: 0, host: "127.0.0.1" },
  );
  edge.mount("_local/dashboards", createDashboardPages({ dashboards }));
  return {
    url: `${edge.url}/_local/dashboards/`,
    clock,
    metrics,
    dashboards,
    async stop() {
      alarms.stop();
      metrics.stop();
      await edge.stop();
    },
  };
}

/** A widget over metrics in this region, one value a minute. */
export function metricWidget(metrics: readonly unknown[], properties: object = {}, place: object = {}): object {
  return {
    type: "metric",
    width: 12,
    ...place,
    properties: { region: "us-east-1", period: 60, metrics, ...properties },
  };
}

export function bodyOf(...widgets: readonly object[]): string {
  return JSON.stringify({ widgets });
}
