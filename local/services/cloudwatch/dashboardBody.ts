import { z } from "zod";
import { REGION } from "../../base/arn";

/** One thing that is wrong with a body, as PutDashboard reports it: where, as a JSON pointer, and what. */
export interface DashboardProblem {
  dataPath: string;
  message: string;
}

/** Limits: CloudWatch User Guide, "CloudWatch service quotas". */
const MAX_WIDGETS = 500;
const MAX_METRICS = 500;
const COLUMNS = 24;

const color = z.string().regex(/^#[0-9a-fA-F]{6}$/, "must be a color of the form #rrggbb");
/** Refuses a property that AWS knows and nothing here shows. */
const notHere = (alternative: string) => z.never({ error: `is not supported locally: ${alternative}` }).exactOptional();
const period = z
  .number()
  .refine((seconds) => [1, 5, 10, 20, 30].includes(seconds) || (seconds >= 60 && seconds % 60 === 0), {
    error: "must be 1, 5, 10, 20, 30 or a multiple of 60 seconds",
  });
const region = z.literal(REGION, { error: `must be "${REGION}", the region of the local cloud` });

const metricOptions = z.strictObject({
  accountId: notHere("there is one account"),
  color: color.exactOptional(),
  expression: z.string().min(1).exactOptional(),
  id: z.string().exactOptional(),
  label: z
    .string()
    .refine((text) => !text.includes("${"), "must be plain text locally: dynamic labels are not supported")
    .exactOptional(),
  period: period.exactOptional(),
  region: region.exactOptional(),
  stat: z.string().exactOptional(),
  visible: z.boolean().exactOptional(),
  yAxis: z.enum(["left", "right"]).exactOptional(),
});

export type MetricOptions = z.infer<typeof metricOptions>;

const axis = z.strictObject({
  label: z.string().exactOptional(),
  min: z.number().exactOptional(),
  max: z.number().exactOptional(),
  showUnits: z.boolean().exactOptional(),
});

const horizontal = z.strictObject({
  value: z.number(),
  label: z.string().exactOptional(),
  color: color.exactOptional(),
  fill: notHere("draw the line without it"),
  visible: z.boolean().exactOptional(),
  yAxis: z.enum(["left", "right"]).exactOptional(),
});

const metricProperties = z.strictObject({
  metrics: z
    .array(z.array(z.union([z.string(), metricOptions])).min(1))
    .min(1)
    .max(MAX_METRICS),
  region,
  title: z.string().exactOptional(),
  view: z.enum(["timeSeries", "singleValue"], { error: "must be timeSeries or singleValue locally" }).exactOptional(),
  stacked: z.boolean().exactOptional(),
  stat: z.string().exactOptional(),
  period: period.exactOptional(),
  setPeriodToTimeRange: z.boolean().exactOptional(),
  yAxis: z.strictObject({ left: axis.exactOptional(), right: axis.exactOptional() }).exactOptional(),
  annotations: z
    .strictObject({
      horizontal: z.array(horizontal).exactOptional(),
      vertical: notHere("horizontal ones are"),
      alarms: notHere("use a widget of the type alarm"),
    })
    .exactOptional(),
  // The page always shows a table of the values below a chart, and always the running period.
  legend: z.strictObject({ position: z.enum(["bottom", "right", "hidden"]) }).exactOptional(),
  liveData: z.boolean().exactOptional(),
  sparkline: z.literal(false, { error: "must be left out locally" }).exactOptional(),
  trend: z.literal(false, { error: "must be left out locally" }).exactOptional(),
  timezone: z
    .literal("Local", { error: "must be left out locally: the page shows the browser's time" })
    .exactOptional(),
  accountId: notHere("there is one account"),
  table: notHere("use the view singleValue"),
});

const textProperties = z.strictObject({
  markdown: z.string(),
  background: z.enum(["solid", "transparent"]).exactOptional(),
});

const alarmProperties = z.strictObject({
  alarms: z
    .array(z.string().regex(/^arn:[^:]+:cloudwatch:[^:]*:\d{12}:alarm:.+/, "must be the ARN of an alarm"))
    .min(1)
    .max(100),
  title: z.string().exactOptional(),
  sortBy: z.literal("default", { error: "must be default locally" }).exactOptional(),
  states: notHere("alarms of every state are shown"),
});

const place = {
  x: z
    .int()
    .min(0)
    .max(COLUMNS - 1)
    .exactOptional(),
  y: z.int().min(0).exactOptional(),
  width: z.int().min(1).max(COLUMNS).exactOptional(),
  height: z.int().min(1).max(1000).exactOptional(),
};

const widget = z.discriminatedUnion(
  "type",
  [
    z.strictObject({ type: z.literal("metric"), ...place, properties: metricProperties }),
    z.strictObject({ type: z.literal("text"), ...place, properties: textProperties }),
    z.strictObject({ type: z.literal("alarm"), ...place, properties: alarmProperties }),
  ],
  { error: "must be of the type metric, text or alarm locally" },
);

const body = z.strictObject({
  widgets: z.array(widget).max(MAX_WIDGETS),
  // The page has a choice of its own for what it shows.
  start: z.string().exactOptional(),
  end: z.string().exactOptional(),
  periodOverride: z.enum(["auto", "inherit"]).exactOptional(),
  variables: notHere("write a widget for each value"),
});

export type DashboardBody = z.infer<typeof body>;
export type Widget = DashboardBody["widgets"][number];
export type MetricWidget = Extract<Widget, { type: "metric" }>;

/**
 * Reads a dashboard's body. What AWS would take and the page could not show is a problem too.
 * Source: CloudWatch API Reference, "Dashboard Body Structure and Syntax".
 */
export function parseDashboardBody(text: string): { body: DashboardBody } | { problems: DashboardProblem[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problems: [{ dataPath: "/", message: `must be JSON: ${(error as Error).message}` }] };
  }
  const result = body.safeParse(value);
  return result.success ? { body: result.data } : { problems: result.error.issues.flatMap(problemsOf) };
}

/** @throws Error in the words of PutDashboard's `DashboardInvalidInputError` */
export function refuseDashboard(problems: readonly DashboardProblem[]): never {
  throw new Error(
    `The dashboard body is invalid, there are ${problems.length} validation errors: ${JSON.stringify(problems, undefined, 2)}`,
  );
}

type Issue = z.core.$ZodIssue;

function problemsOf(issue: Issue): DashboardProblem[] {
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    // A metric's last part is text or an object; what is wrong with the object says more.
    const inner = issue.errors.at(-1) ?? [];
    return inner.flatMap((each) => problemsOf({ ...each, path: [...issue.path, ...each.path] } as Issue));
  }
  const dataPath = `/${issue.path.map(String).join("/")}`;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ dataPath, message: `Should NOT have additional property '${key}'` }));
  }
  return [{ dataPath, message: issue.message }];
}
