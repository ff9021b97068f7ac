import type { Calls } from "../calls";
import { measured } from "../measured";
import type { Table } from "../table";
import { group, invalid } from "./groups";

const errors = { metricName: "Errors", metricNamespace: "Shop", metricValue: "1" };
const put = (filterPattern: string, transformation: object = {}): Calls => ({
  calls: [
    group(),
    [
      "PutMetricFilter",
      {
        ...{ logGroupName: "orders", filterName: "errors", filterPattern },
        metricTransformations: [{ ...errors, ...transformation }],
      },
    ],
  ],
});

export const refusals: Table<Calls> = {
  service: "Amazon CloudWatch Logs",
  topic: "metric filters that are refused",
  rows: [
    {
      behaviour: "a metric in a namespace of AWS is refused",
      input: put("ERROR", { metricNamespace: "AWS/Custom" }),
      answer: invalid("Metric namespaces starting with AWS/ are reserved for AWS."),
      source: measured("logs", "pf-logs-metric-namespace-reserved", "6c0225877a0decff2228a8696c71802216e9da72"),
    },
    {
      behaviour: "a dimension that is no selector is refused",
      input: put("{ $.a = 1 }", { dimensions: { Level: "literal" } }),
      answer: invalid("Invalid metric transformation: dimension value must be valid selector"),
      source: measured("logs", "pf-logs-metric-dimension-selector", "6c0225877a0decff2228a8696c71802216e9da72"),
    },
    {
      behaviour: "a pattern of fields that does not end is refused",
      input: put("[unclosed"),
      answer: invalid("If a filter pattern starts with '[' it must end with ']'"),
      source: measured("logs", "pf-logs-filter-pattern-bracket", "9ee99bc00c31b768271f6e575f3aeb802fea2433"),
    },
    {
      behaviour: "a metric with dimensions and a default value is refused",
      input: put("{ $.a = 1 }", { dimensions: { Level: "$.level" }, defaultValue: 0 }),
      answer: invalid("Invalid metric transformation: dimensions and default value are mutually exclusive properties"),
      source: measured(
        "logs",
        "pf-logs-metric-dimensions-default-exclusive",
        "6109d94a4034d96406c807dc55a29f5623acf2c3",
      ),
    },
  ],
};
