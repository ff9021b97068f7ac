import { AwsError } from "../../base/awsError";
import { isRecord } from "../../base/isRecord";
import { jsonIn } from "../../base/jsonIn";
import type { MetricName } from "../../services/cloudwatch/metrics";
import { ofType, placeOf, type View } from "../parts";
import { pageFrom } from "./page";

const DASHBOARD = "aws:cloudwatch/dashboard:Dashboard";
const PAGE = 50;
/** Points of a chart. */
const POINTS = 60;
const STATISTICS = ["Sum", "Average", "Maximum", "Minimum", "SampleCount", "p50", "p90", "p99"];
/** Minutes that a chart may show: metrics are kept for three hours. */
const MINUTES = [5, 15, 60, 180];

/** Every metric that has had a value, with a text in its name or its dimensions, and the deployed dashboards. */
export const metrics: View = ({ services, program }, query) => {
  const text = (query.get("text") ?? "").toLowerCase();
  const from = pageFrom(query);
  const found = services.metrics
    .list()
    .filter((metric) => text === "" || searched(metric).includes(text))
    .sort((a, b) => searched(a).localeCompare(searched(b)));
  return {
    ...{ total: found.length, from, pageSize: PAGE },
    metrics: found.slice(from, from + PAGE),
    dashboards: ofType(program, DASHBOARD).map((resource) => ({
      ...placeOf(program, resource),
      name: String(resource.state.dashboardName),
    })),
  };
};

/** One metric over time: a point for each part of what is shown; a part without data has none. */
export const metric: View = ({ services }, query) => {
  const asked = metricIn(query.get("name") ?? "");
  const minutes = Number(query.get("minutes") ?? 15);
  const statistic = query.get("statistic") ?? "Sum";
  if (!MINUTES.includes(minutes)) throw new AwsError("BadRequest", `minutes must be one of ${MINUTES.join(", ")}`);
  if (!STATISTICS.includes(statistic)) {
    throw new AwsError("BadRequest", `statistic must be one of ${STATISTICS.join(", ")}`);
  }
  const known = services.metrics.list().some((each) => searched(each) === searched(asked));
  if (!known) throw new AwsError("NotFound", "There is no such metric: it has had no value yet.", 404);
  const periodMs = (minutes * 60_000) / POINTS;
  // Whole periods, so that what was shown stays where it is.
  const end = Math.ceil((services.clock.now() + 1) / periodMs) * periodMs;
  const points = Array.from({ length: POINTS }, (_, index) => {
    const from = end - (POINTS - index) * periodMs;
    const value = services.metrics.statistic({ ...asked, statistic, from, to: from + periodMs });
    return { at: from, ...(value !== undefined && { value }) };
  });
  const unit = services.metrics.unit(asked);
  return { metric: asked, statistic, minutes, periodMs, points, ...(unit !== undefined && { unit }) };
};

/** Reads a metric's name, as pages write it: JSON of namespace, name and dimensions. @throws AwsError for what is none */
function metricIn(text: string): MetricName {
  const read = jsonIn(text);
  const { namespace, metricName, dimensions } = isRecord(read) ? read : {};
  if (typeof namespace !== "string" || typeof metricName !== "string" || !isRecord(dimensions)) {
    throw new AwsError("NotFound", `There is no metric ${JSON.stringify(text)}.`, 404);
  }
  return {
    ...{ namespace, metricName },
    dimensions: Object.fromEntries(Object.entries(dimensions).map(([name, value]) => [name, String(value)])),
  };
}

function searched({ namespace, metricName, dimensions }: MetricName): string {
  const parts = Object.entries(dimensions).map(([name, value]) => `${name}=${value}`);
  return [namespace, metricName, ...parts.sort()].join(" ").toLowerCase();
}
