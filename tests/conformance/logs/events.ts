import type { Calls, Step } from "../calls";
import { ANY, type Table } from "../table";
import { group, invalid, notFound } from "./groups";
import { apiReference, recorded } from "./sources";

const NOON = Date.parse("2026-03-01T12:00:00Z");
const DAY = 24 * 60 * 60 * 1000;
const place = { logGroupName: "orders", logStreamName: "one" };
const stream = (logStreamName = "one"): Step => ["CreateLogStream", { ...place, logStreamName }];
/** Writes messages, a millisecond apart. */
const write = (messages: readonly string[], logStreamName = "one", from = NOON): Step => [
  "PutLogEvents",
  { ...place, logStreamName, logEvents: messages.map((message, index) => ({ timestamp: from + index, message })) },
];
const get = (more: object = {}): Step => ["GetLogEvents", { ...place, ...more }];
const filter = (more: object = {}): Step => ["FilterLogEvents", { logGroupName: "orders", ...more }];
const begun = [group(), stream()] as const;
const messages = "events.*.message";

export const streams: Table<Calls> = {
  service: "Amazon CloudWatch Logs",
  topic: "streams through the API",
  rows: [
    {
      behaviour: "a stream is made",
      input: { calls: [...begun, ["DescribeLogStreams", { logGroupName: "orders" }]] },
      answer: {
        logStreams: [
          {
            arn: "arn:aws:logs:us-east-1:000000000000:log-group:orders:log-stream:one",
            creationTime: ANY,
            logStreamName: "one",
            storedBytes: 0,
          },
        ],
      },
      source: recorded("streams", "test_create_and_delete_log_stream"),
    },
    {
      behaviour: "a stream of the same name is refused",
      input: { calls: [...begun, stream()] },
      answer: {
        ...{ error: "ResourceAlreadyExistsException", message: "The specified log stream already exists", status: 400 },
      },
      source: recorded("streams", "test_create_log_stream_duplicate_error"),
    },
    {
      behaviour: "a stream of a group that is not there is refused",
      input: { calls: [stream()] },
      answer: notFound("log group"),
      source: recorded("events", "test_resource_does_not_exist"),
    },
    {
      behaviour: "streams are found by the ARN of their group",
      input: {
        calls: [
          ...begun,
          ["DescribeLogStreams", { logGroupIdentifier: "arn:aws:logs:us-east-1:000000000000:log-group:orders" }],
        ],
        see: "logStreams.*.logStreamName",
      },
      answer: ["one"],
      source: recorded("streams", "test_describe_log_streams_with_log_group_identifier"),
    },
    {
      behaviour: "a group's name beside its ARN is refused",
      input: {
        calls: [...begun, ["DescribeLogStreams", { logGroupName: "orders", logGroupIdentifier: "orders" }]],
      },
      answer: {
        error: "ValidationException",
        message: "LogGroup name and LogGroup ARN are mutually exclusive parameters.",
        status: 400,
      },
      source: recorded("streams", "test_describe_log_streams_with_log_group_identifier"),
    },
    {
      behaviour: "streams are found by the beginnings of their names",
      input: {
        calls: [
          ...begun,
          stream("two"),
          stream("twice"),
          ["DescribeLogStreams", { logGroupName: "orders", logStreamNamePrefix: "tw" }],
        ],
        see: "logStreams.*.logStreamName",
      },
      answer: ["twice", "two"],
      source: recorded("streams", "test_describe_log_streams_with_prefix"),
    },
    {
      behaviour: "streams are listed by their last events, the newest first where that is asked for",
      input: {
        calls: [
          ...begun,
          stream("two"),
          write(["a"], "two"),
          ["wait", 1],
          write(["b"], "one", NOON + 1000),
          ["DescribeLogStreams", { logGroupName: "orders", orderBy: "LastEventTime", descending: true }],
        ],
        see: "logStreams.*.lastEventTimestamp",
      },
      answer: [NOON + 1000, NOON],
      source: apiReference("DescribeLogStreams"),
    },
    {
      behaviour: "streams are not listed by their last events and by a beginning",
      input: {
        calls: [
          ...begun,
          ["DescribeLogStreams", { logGroupName: "orders", orderBy: "LastEventTime", logStreamNamePrefix: "o" }],
        ],
      },
      answer: { ...invalid(""), message: ANY },
      source: apiReference("DescribeLogStreams"),
    },
    {
      behaviour: "a deleted stream takes its events with it",
      input: {
        calls: [...begun, write(["a"]), ["DeleteLogStream", place], filter()],
        see: messages,
      },
      answer: [],
      source: apiReference("DeleteLogStream"),
    },
  ],
};

export const events: Table<Calls> = {
  service: "Amazon CloudWatch Logs",
  topic: "events through the API",
  rows: [
    {
      behaviour: "events are written and read",
      input: { calls: [...begun, write(["a", "b"]), get()], see: "events" },
      answer: [
        { timestamp: NOON, message: "a", ingestionTime: NOON },
        { timestamp: NOON + 1, message: "b", ingestionTime: NOON },
      ],
      source: apiReference("GetLogEvents"),
    },
    {
      behaviour: "events of a stream that is not there are refused",
      input: { calls: [group(), write(["a"])] },
      answer: notFound("log stream"),
      source: recorded("events", "test_put_log_events_to_invalid_stream"),
    },
    {
      behaviour: "a group that is not there has no events",
      input: { calls: [get()] },
      answer: notFound("log group"),
      source: recorded("events", "test_resource_does_not_exist"),
    },
    {
      behaviour: "events of one call come in the order of their times",
      input: {
        calls: [
          ...begun,
          [
            "PutLogEvents",
            {
              ...place,
              logEvents: [
                { timestamp: NOON + 1, message: "b" },
                { timestamp: NOON, message: "a" },
              ],
            },
          ],
        ],
      },
      answer: invalid("Log events in a single PutLogEvents request must be in chronological order."),
      source: recorded("events", "test_put_log_events_wrong_order"),
    },
    {
      behaviour: "events of more than two weeks ago are left out",
      input: {
        calls: [
          ...begun,
          [
            "PutLogEvents",
            {
              ...place,
              logEvents: [
                { timestamp: NOON - 15 * DAY, message: "old" },
                { timestamp: NOON, message: "new" },
              ],
            },
          ],
        ],
        see: "rejectedLogEventsInfo",
      },
      answer: { tooOldLogEventEndIndex: 1 },
      source: recorded("events", "test_put_log_events_too_old"),
    },
    {
      behaviour: "events of more than two hours ahead are left out",
      input: {
        calls: [
          ...begun,
          [
            "PutLogEvents",
            {
              ...place,
              logEvents: [
                { timestamp: NOON, message: "now" },
                { timestamp: NOON + DAY, message: "then" },
              ],
            },
          ],
        ],
        see: "rejectedLogEventsInfo",
      },
      answer: { tooNewLogEventStartIndex: 1 },
      source: recorded("events", "test_put_log_events_too_new"),
    },
    {
      behaviour: "the newest events are read first, unless told otherwise",
      input: { calls: [...begun, write(["a", "b", "c"]), get({ limit: 2 })], see: messages },
      answer: ["b", "c"],
      source: apiReference("GetLogEvents"),
    },
    {
      behaviour: "events are read from the head, and on from there",
      input: {
        calls: [
          ...begun,
          write(["a", "b", "c"]),
          get({ limit: 2, startFromHead: true }),
          ["GetLogEvents", { ...place, limit: 2, startFromHead: true }, "first"],
          get({ limit: 2, nextToken: "$first.nextForwardToken" }),
        ],
        see: messages,
      },
      answer: ["c"],
      source: apiReference("GetLogEvents"),
    },
    {
      behaviour: "events are read backwards",
      input: {
        calls: [
          ...begun,
          write(["a", "b", "c"]),
          ["GetLogEvents", { ...place, limit: 1 }, "last"],
          get({ limit: 1, nextToken: "$last.nextBackwardToken" }),
        ],
        see: messages,
      },
      answer: ["b"],
      source: apiReference("GetLogEvents"),
    },
    {
      behaviour: "at the end of a stream the token stays the same",
      input: {
        calls: [
          ...begun,
          write(["a"]),
          ["GetLogEvents", { ...place, startFromHead: true }, "first"],
          ["GetLogEvents", { ...place, nextToken: "$first.nextForwardToken" }, "end"],
        ],
        same: ["first.nextForwardToken", "end.nextForwardToken"],
      },
      answer: true,
      source: apiReference("GetLogEvents"),
    },
    {
      behaviour: "events are read from a time, which is included, to another, which is not",
      input: {
        calls: [...begun, write(["a", "b", "c"]), get({ startTime: NOON + 1, endTime: NOON + 2 })],
        see: messages,
      },
      answer: ["b"],
      source: apiReference("GetLogEvents"),
    },
    {
      behaviour: "a token that is none is refused",
      input: { calls: [...begun, get({ nextToken: "invalid" })] },
      answer: invalid("The specified nextToken is invalid."),
      source: recorded("events", "test_get_log_events_invalid_token"),
    },
    {
      behaviour: "at most 10,000 events are read at once",
      input: { calls: [...begun, get({ limit: 10_001 })] },
      answer: invalid(
        "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
      ),
      source: recorded("events", "test_get_log_events_limit_validation"),
    },
    {
      behaviour: "events of all streams are found by a pattern, in the order of their times",
      input: {
        calls: [
          ...begun,
          stream("two"),
          write(["ERROR b", "fine"], "one", NOON + 10),
          write(["ERROR a"], "two"),
          filter({ filterPattern: "ERROR" }),
        ],
      },
      answer: {
        events: [
          { eventId: ANY, ingestionTime: NOON, logStreamName: "two", message: "ERROR a", timestamp: NOON },
          { eventId: ANY, ingestionTime: NOON, logStreamName: "one", message: "ERROR b", timestamp: NOON + 10 },
        ],
        searchedLogStreams: [],
      },
      source: apiReference("FilterLogEvents"),
    },
    {
      behaviour: "events of some streams are found",
      input: {
        calls: [...begun, stream("two"), write(["a"]), write(["b"], "two"), filter({ logStreamNames: ["two"] })],
        see: messages,
      },
      answer: ["b"],
      source: apiReference("FilterLogEvents"),
    },
    {
      behaviour: "found events have pages",
      input: {
        calls: [
          ...begun,
          write(["a", "b"]),
          ["FilterLogEvents", { logGroupName: "orders", limit: 1 }, "first"],
          filter({ limit: 1, nextToken: "$first.nextToken" }),
        ],
        see: messages,
      },
      answer: ["b"],
      source: apiReference("FilterLogEvents"),
    },
    {
      behaviour: "at most 10,000 events are found at once",
      input: { calls: [...begun, filter({ limit: 10_001 })] },
      answer: invalid(
        "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
      ),
      source: recorded("filter_events", "test_filter_log_events_limit_validation"),
    },
    {
      behaviour: "found events have no pages by a token that is none",
      input: { calls: [...begun, filter({ nextToken: "invalid" })] },
      answer: invalid("The specified nextToken is invalid."),
      source: recorded("filter_events", "test_filter_log_events_unknown_token"),
    },
  ],
};

const errors = { metricName: "Errors", metricNamespace: "Shop", metricValue: "1" };
const metric = (more: object = {}): Step => [
  "PutMetricFilter",
  {
    ...{ logGroupName: "orders", filterName: "errors", filterPattern: "ERROR", metricTransformations: [errors] },
    ...more,
  },
];

export const metricFilters: Table<Calls> = {
  service: "Amazon CloudWatch Logs",
  topic: "metric filters through the API",
  rows: [
    {
      behaviour: "a metric filter is described",
      input: { calls: [group(), metric(), ["DescribeMetricFilters", { logGroupName: "orders" }]] },
      answer: {
        metricFilters: [
          {
            applyOnTransformedLogs: false,
            creationTime: ANY,
            filterName: "errors",
            filterPattern: "ERROR",
            logGroupName: "orders",
            metricTransformations: [errors],
          },
        ],
      },
      source: recorded("metric_filters", "test_describe_metric_filters_by_log_group"),
    },
    {
      behaviour: "a metric filter counts events that match",
      input: {
        calls: [
          ...begun,
          metric(),
          write(["ERROR a", "fine", "ERROR b"]),
          ["Count", { namespace: "Shop", metricName: "Errors" }],
        ],
      },
      answer: { count: 2 },
      source: apiReference("PutMetricFilter"),
    },
    {
      behaviour: "metric filters are found by their metric",
      input: {
        calls: [
          group(),
          metric(),
          metric({ filterName: "mails", metricTransformations: [{ ...errors, metricName: "Mails" }] }),
          ["DescribeMetricFilters", { metricName: "Mails", metricNamespace: "Shop" }],
        ],
        see: "metricFilters.*.filterName",
      },
      answer: ["mails"],
      source: recorded("metric_filters", "test_describe_metric_filters_by_metric_name"),
    },
    {
      behaviour: "filters of the same name stand in two groups",
      input: {
        calls: [
          group(),
          group("mails"),
          metric(),
          metric({ logGroupName: "mails" }),
          ["DescribeMetricFilters", { filterNamePrefix: "err" }],
        ],
        see: "metricFilters.*.logGroupName",
      },
      answer: ["orders", "mails"],
      source: recorded("metric_filters", "test_describe_metric_filters_by_prefix"),
    },
    {
      behaviour: "a metric filter has one transformation",
      input: { calls: [group(), metric({ metricTransformations: [errors, errors] })] },
      answer: { ...invalid(""), message: ANY },
      source: recorded("metric_filters", "test_put_metric_filter_too_many_transformations"),
    },
    {
      behaviour: "a metric filter's name has at most 512 characters",
      input: { calls: [group(), metric({ filterName: "X".repeat(513) })] },
      answer: invalid(
        `1 validation error detected: Value '${"X".repeat(513)}' at 'filterName' failed to satisfy constraint: ` +
          "Member must have length less than or equal to 512",
      ),
      source: recorded("metric_filters", "test_put_metric_filter_invalid_filter_name"),
    },
    {
      behaviour: "a metric may have a default value",
      input: { calls: [group(), metric({ metricTransformations: [{ ...errors, defaultValue: 0 }] })] },
      answer: {},
      source: recorded("metric_filters", "test_put_metric_filter_basic"),
      difference: {
        answer: invalid("defaultValue is not supported locally yet"),
        why: "nothing is counted here in a period without events",
      },
    },
    {
      behaviour: "a deleted metric filter counts nothing",
      input: {
        calls: [
          ...begun,
          metric(),
          ["DeleteMetricFilter", { logGroupName: "orders", filterName: "errors" }],
          write(["ERROR a"]),
          ["Count", { namespace: "Shop", metricName: "Errors" }],
        ],
      },
      answer: { count: 0 },
      source: apiReference("DeleteMetricFilter"),
    },
    {
      behaviour: "a metric filter that is not there is not deleted",
      input: { calls: [group(), ["DeleteMetricFilter", { logGroupName: "orders", filterName: "absent" }]] },
      answer: { error: "ResourceNotFoundException", message: ANY, status: 400 },
      source: apiReference("DeleteMetricFilter"),
    },
  ],
};
