import * as aws from "@pulumi/aws";
import {
  type AlarmSettings,
  alarm,
  functionErrorsAlarm,
  functionThrottlesAlarm,
  iteratorAgeAlarm,
  lostFailuresAlarm,
  onceAlarm,
  queueDepthAlarm,
  writeThrottlesAlarm,
} from "../parts/alarms/alarms";
import { countedAlarm, undeliveredAlarm } from "../parts/alarms/workflowAlarms";
import type { RestApi } from "../parts/api/restApi";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { transformed } from "../parts/arguments/transform";
import type { CardFunctions } from "./functions";
import { ENTER_PATH } from "./gateApi";
import type { Settings } from "./settings";
import { BATCHING_WINDOW_SECONDS } from "./sources";

/** Entries of a minute below which a share of denials says nothing. */
const FEWEST_ENTRIES = 20;

/** Roles of the functions that read a stream. */
const CONSUMERS = ["outbox", "occupancy", "projector", "announcer"] as const;

interface Watched {
  functions: CardFunctions;
  /** Hold what a function had to give up. */
  failures: Readonly<Record<(typeof CONSUMERS)[number] | "commands", aws.sqs.Queue>>;
  tables: { cards: aws.dynamodb.Table; counts: aws.dynamodb.Table };
  stream: aws.kinesis.Stream;
  /** The topics, by the role in their alarms' names. */
  topics: Readonly<Record<string, aws.sns.Topic>>;
  gates: Pick<RestApi, "restApi" | "stage" | "accessLog">;
}

/** Alarms for all that somebody should look at. */
export function alarms(name: string, args: Settings & Watched, opts: ChildOptions): aws.cloudwatch.MetricAlarm[] {
  const { functions, failures, tables, stream, topics } = args;
  const shared = { topicArns: args.alarmTopicArns, tags: args.tags, transform: args.transform.alarm };
  const impossible = {
    metricName: "EventsImpossible",
    description: "A gate sent an exit that cannot have happened: its clock is wrong, or it is not set up.",
  };
  const malformed = {
    metricName: "EventsMalformed",
    description:
      "The stream brought a record that is no event: a gate is called what no gate can be, or something else than the API writes.",
  };
  return [
    ...apiAlarms(`${name}-api`, args, shared, opts),
    deniedAlarm(`${name}-denied`, functions.entry, args.deniedPercent, shared, opts),
    countedAlarm(`${name}-impossible`, functions.projector, impossible, shared, opts),
    countedAlarm(`${name}-malformed`, functions.projector, malformed, shared, opts),
    ...CONSUMERS.flatMap((role) => [
      iteratorAgeAlarm(`${name}-${role}-age`, functions[role], BATCHING_WINDOW_SECONDS, shared, opts),
      queueDepthAlarm(`${name}-${role}-dead`, failures[role], shared, opts, "Records of a stream were given up."),
      lostFailuresAlarm(`${name}-${role}-lost`, functions[role], shared, opts),
    ]),
    queueDepthAlarm(`${name}-commands-dead`, failures.commands, shared, opts, "A command about a card was given up."),
    ...Object.entries(functions).flatMap(([role, target]) => [
      functionErrorsAlarm(`${name}-${role}-errors`, target, shared, opts),
      functionThrottlesAlarm(`${name}-${role}-throttles`, target, shared, opts),
    ]),
    ...Object.entries(tables).map(([role, table]) =>
      writeThrottlesAlarm(`${name}-${role}-throttles`, table, shared, opts),
    ),
    streamThrottlesAlarm(`${name}-events-throttles`, stream, "Write", shared, opts),
    streamThrottlesAlarm(`${name}-events-reads`, stream, "Read", shared, opts),
    ...Object.entries(topics).map(([role, topic]) =>
      undeliveredAlarm(`${name}-${role}-undelivered`, topic, shared, opts),
    ),
  ];
}

function apiAlarms(
  name: string,
  { gates: { restApi, stage, accessLog }, slowDecisionMs }: Settings & Watched,
  shared: AlarmSettings,
  opts: ChildOptions,
) {
  const dimensions = { ApiName: restApi.name, Stage: stage.stageName };
  const logged = (role: string, watch: Pick<LoggedWatch, "pattern" | "description" | "minutes">) =>
    loggedAlarm(`${name}-${role}`, { ...watch, restApi, accessLog }, shared, opts);
  return [
    logged("wrong-model", {
      pattern: '{ $.error = "BAD_REQUEST_BODY" }',
      description: "A device sends bodies that do not fit the model: its program is not up to date.",
      minutes: { breaching: 1, of: 1 },
    }),
    logged("wrong-key", {
      pattern: '{ $.error = "INVALID_API_KEY" }',
      description: "Somebody calls the gates' API without a key, or with a wrong one.",
      minutes: { breaching: 1, of: 1 },
    }),
    logged("throttled", {
      pattern: '{ ($.error = "THROTTLED") || ($.error = "QUOTA_EXCEEDED") }',
      description: "A device sends more than it may: it is out of order, or its plan is too small.",
      minutes: { breaching: 1, of: 1 },
    }),
    onceAlarm(
      `${name}-5xx`,
      {
        description: "The gates' API failed at least one request in a minute.",
        namespace: "AWS/ApiGateway",
        metricName: "5XXError",
        dimensions,
      },
      shared,
      opts,
    ),
    alarm(
      `${name}-slow`,
      {
        description: "A decision about an entry took too long in 2 of 5 minutes: people wait at a gate.",
        namespace: "AWS/ApiGateway",
        metricName: "Latency",
        dimensions: { ...dimensions, Method: "POST", Resource: ENTER_PATH },
        statistic: "Maximum",
        threshold: slowDecisionMs,
        minutes: { breaching: 2, of: 5 },
      },
      shared,
      opts,
    ),
  ];
}

interface LoggedWatch {
  restApi: aws.apigateway.RestApi;
  accessLog: aws.cloudwatch.LogGroup;
  /** Selects the lines of the access log that count. */
  pattern: string;
  description: string;
  minutes: { breaching: number; of: number };
}

/** Requests of a kind, which API Gateway's own metrics do not tell from others of the same class of status. */
function loggedAlarm(
  name: string,
  { restApi, accessLog, pattern, description, minutes }: LoggedWatch,
  settings: AlarmSettings,
  opts: ChildOptions,
): aws.cloudwatch.MetricAlarm {
  const metric = { namespace: "Sluice", metricName: name };
  new aws.cloudwatch.LogMetricFilter(
    name,
    {
      logGroupName: accessLog.name,
      pattern,
      metricTransformation: {
        name: metric.metricName,
        namespace: metric.namespace,
        value: "1",
        unit: "Count",
        // Other stacks have such a filter too.
        dimensions: { ApiId: "$.apiId" },
      },
    },
    opts,
  );
  return alarm(
    name,
    { description, ...metric, dimensions: { ApiId: restApi.id }, statistic: "Sum", threshold: 1, minutes },
    settings,
    opts,
  );
}

/** Many are denied: an area is full, cards were blocked in error, or exits do not arrive. */
function deniedAlarm(
  name: string,
  entry: aws.lambda.Function,
  percent: number,
  settings: AlarmSettings,
  opts: ChildOptions,
): aws.cloudwatch.MetricAlarm {
  const counted = (id: string, metricName: string) => ({
    id,
    metric: { namespace: "Sluice", metricName, dimensions: { service: entry.name }, stat: "Sum", period: 60 },
    returnData: false,
  });
  return new aws.cloudwatch.MetricAlarm(
    name,
    transformed(settings.transform, {
      alarmDescription: `At least ${percent}% of the entries of a minute were denied, of ${FEWEST_ENTRIES} or more.`,
      metricQueries: [
        counted("denied", "EntriesDenied"),
        counted("granted", "EntriesGranted"),
        {
          id: "share",
          label: "Denied, in percent",
          expression: `IF(denied + FILL(granted, 0) >= ${FEWEST_ENTRIES}, 100 * denied / (denied + FILL(granted, 0)), 0)`,
          returnData: true,
        },
      ],
      threshold: percent,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      // Nobody wants in, or nobody is denied: no data.
      treatMissingData: "notBreaching",
      alarmActions: settings.topicArns,
      okActions: settings.topicArns,
      tags: settings.tags,
    } as aws.cloudwatch.MetricAlarmArgs),
    opts,
  );
}

/** Why Kinesis refuses, and what helps. */
const REFUSED_BY_KINESIS = {
  Write: "Kinesis refused records in 3 of 5 minutes: more shards are needed, or on-demand mode.",
  // Five calls and 2 MB a second and shard, for all readers together (Kinesis Data Streams quotas): on-demand mode has the same.
  Read: "Kinesis refused reads in 3 of 5 minutes: too many read the stream, and the archive or counts come late.",
};

/**
 * Tells that a stream refuses writes, or reads (Amazon Kinesis Data Streams Developer Guide, "Monitor the Amazon Kinesis Data Streams service
 * with Amazon CloudWatch").
 */
function streamThrottlesAlarm(
  name: string,
  stream: aws.kinesis.Stream,
  refused: keyof typeof REFUSED_BY_KINESIS,
  settings: AlarmSettings,
  opts: ChildOptions,
): aws.cloudwatch.MetricAlarm {
  return alarm(
    name,
    {
      description: REFUSED_BY_KINESIS[refused],
      namespace: "AWS/Kinesis",
      metricName: `${refused}ProvisionedThroughputExceeded`,
      dimensions: { StreamName: stream.name },
      statistic: "Sum",
      threshold: 1,
      minutes: { breaching: 3, of: 5 },
    },
    settings,
    opts,
  );
}
