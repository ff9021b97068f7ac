import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { checked, checkName, type Subject, wholeNumber } from "./parts/arguments/arguments";
import { type Transform, transformed } from "./parts/arguments/transform";
import { whereaboutsOf } from "./parts/regions/regions";
import {
  alarmWidget,
  apiRow,
  type Charts,
  chargesWidget,
  functionRow,
  ofHttpApi,
  ofRestApi,
  type Widget,
} from "./trafficDashboard/widgets";

export interface TrafficDashboardArgs {
  /** Functions to watch, by the title of their charts. With {@link httpApis} and {@link restApis}, at least one. */
  functions?: Readonly<Record<string, Watched<"name">>>;
  /** HTTP APIs of API Gateway to watch, by the title of their charts. */
  httpApis?: Readonly<Record<string, Watched<"id">>>;
  /** REST APIs of API Gateway to watch, by the title of their charts. */
  restApis?: Readonly<Record<string, Watched<"name">>>;
  /** Alarms whose states are shown; none where absent. */
  alarms?: readonly Watched<"arn">[];
  /**
   * Seconds of one value in a chart: 1, 5, 10, 20, 30 or a multiple of 60; AWS's own metrics come once a minute.
   * @default 60
   */
  periodSeconds?: number;
  /**
   * Shows the account's estimated charges of this month. The account must have billing alerts turned on, once, by hand
   * (CloudWatch User Guide, "Create a billing alarm to monitor your estimated AWS charges"). Charges are metrics of us-east-1, so a
   * dashboard in AWS GovCloud or in China shows none.
   * @default true
   */
  charges?: boolean;
  /**
   * The dashboard's name; unique in the account, in all of its regions.
   * @default the project's, the stack's and the component's names
   */
  dashboardName?: string;
  transform?: { dashboard?: Transform<aws.cloudwatch.DashboardArgs> };
}

/** A resource, as far as it takes to find its metrics. */
type Watched<Attribute extends string> = Readonly<Record<Attribute, pulumi.Input<string>>>;

/**
 * A CloudWatch dashboard of functions and APIs: how many calls there are, how long they take (p50, p90, p99), which share of
 * them fails or succeeds, what is throttled, and what the account costs.
 *
 * AWS charges for each dashboard of an account after the third (Amazon CloudWatch pricing).
 *
 * @example
 * const dashboard = new TrafficDashboard("orders", { functions: { "Take orders": takeOrders } });
 * export const url = dashboard.url;
 */
export class TrafficDashboard extends pulumi.ComponentResource {
  readonly dashboardName: pulumi.Output<string>;
  /** The dashboard's URL in AWS's console. */
  readonly url: pulumi.Output<string>;
  readonly dashboard: aws.cloudwatch.Dashboard;

  /** @throws RunError naming the argument that breaks its rule */
  constructor(name: string, args: TrafficDashboardArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const settings = settingsOf(name, args);
    super("sluice:index:TrafficDashboard", name, {}, opts);

    const { region, partition } = whereaboutsOf(this);
    this.dashboard = new aws.cloudwatch.Dashboard(
      `${name}-dashboard`,
      transformed(args.transform?.dashboard, {
        dashboardName: settings.dashboardName,
        dashboardBody: pulumi.jsonStringify({
          widgets: partition.apply((known) => widgetsOf(chargedIn(known, args), { ...settings, region })),
        }),
      }),
      { parent: this },
    );

    this.dashboardName = this.dashboard.dashboardName;
    const host = pulumi.all([partition, region]).apply(([known, where]) => consoleHost(known, where));
    this.url = pulumi.interpolate`https://${host}/cloudwatch/home?region=${region}#dashboards/dashboard/${this.dashboardName}`;
    this.registerOutputs({ dashboardName: this.dashboardName, url: this.url });
  }
}

/** The host of AWS's console (AWS GovCloud User Guide, "Console"; Amazon Web Services in China, "Endpoints and ARNs"). */
function consoleHost(partition: string, region: string): string {
  if (partition === "aws-us-gov") return "console.amazonaws-us-gov.com";
  if (partition === "aws-cn") return "console.amazonaws.cn";
  return `${region}.console.aws.amazon.com`;
}

/** Leaves out charges where there are none: accounts of other partitions have no metrics of them in us-east-1. */
function chargedIn(partition: string, args: TrafficDashboardArgs): TrafficDashboardArgs {
  return partition === "aws" ? args : { ...args, charges: false };
}

function widgetsOf(
  { functions = {}, httpApis = {}, restApis = {}, alarms = [], charges = true }: TrafficDashboardArgs,
  charts: Charts,
) {
  const rows: Widget[][] = [
    ...Object.entries(httpApis).map(([title, { id }]) => apiRow(title, ofHttpApi(id), charts)),
    ...Object.entries(restApis).map(([title, { name }]) => apiRow(title, ofRestApi(name), charts)),
    ...Object.entries(functions).map(([title, { name }]) => functionRow(title, name, charts)),
    [...(alarms.length > 0 ? [alarmWidget(alarms.map(({ arn }) => arn))] : []), ...(charges ? [chargesWidget()] : [])],
  ];
  let y = 0;
  return rows.flatMap((row) => {
    let x = 0;
    const placed = row.map((widget) => {
      const place = { ...widget, x, y };
      x += widget.width;
      return place;
    });
    y += Math.max(0, ...row.map(({ height }) => height));
    return placed;
  });
}

/** CloudWatch API reference, PutDashboard, `DashboardName`. */
const DASHBOARD_NAME = /^[A-Za-z0-9_-]{1,255}$/;

/** Makes a name of a text: names of stacks and projects may have dots, and that of a dashboard none. */
function nameFrom(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_-]/g, "-").slice(0, 255);
}

function settingsOf(name: string, args: TrafficDashboardArgs) {
  const subject: Subject = { component: "TrafficDashboard", name };
  checkName(subject);
  const watched = [args.functions, args.httpApis, args.restApis].flatMap((known) => Object.keys(known ?? {})).length;
  wholeNumber(subject, "the number of functions, httpApis and restApis", watched, { min: 1, max: 50 });
  const periodSeconds = args.periodSeconds ?? 60;
  checked(
    subject,
    "periodSeconds",
    periodSeconds,
    "1, 5, 10, 20, 30 or a multiple of 60",
    (seconds) => [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0),
  );
  const dashboardName = args.dashboardName ?? nameFrom(`${pulumi.getProject()}-${pulumi.getStack()}-${name}`);
  checked(subject, "dashboardName", dashboardName, "1 to 255 letters, digits, hyphens and underscores", (text) =>
    DASHBOARD_NAME.test(text),
  );
  return { dashboardName, periodSeconds };
}
