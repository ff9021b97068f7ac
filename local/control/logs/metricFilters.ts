import type {
  DeleteMetricFilterCommandInput,
  DeleteMetricFilterCommandOutput,
  DescribeMetricFiltersCommandInput,
  DescribeMetricFiltersCommandOutput,
  PutMetricFilterCommandInput,
  PutMetricFilterCommandOutput,
} from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../../base/awsError";
import {
  check,
  checkLengths,
  groupIn,
  invalid,
  type LogsOperation,
  notFound,
  onGroup,
  paged,
  refuse,
} from "./logsOperation";

/** Takes the place of a filter of the same name. */
export const putMetricFilter: LogsOperation<PutMetricFilterCommandInput, PutMetricFilterCommandOutput> = {
  parameters: { logGroupName: "text", filterName: "text", filterPattern: "text?", metricTransformations: "list" },
  permissions: ({ logGroupName }) => onGroup("logs:PutMetricFilter", logGroupName),
  run({ logGroupName, filterName: name, filterPattern: pattern = "", metricTransformations, ...given }, parts) {
    check(
      ["filterName", name, { max: 512, pattern: "[^:*]*" }],
      ["filterPattern", pattern, { max: 1024 }],
      ["metricTransformations", metricTransformations, { min: 1, max: 1 }],
    );
    refuse(given, "fieldSelectionCriteria", "emitSystemFieldDimensions");
    if (given.applyOnTransformedLogs) throw invalid("applyOnTransformedLogs is not supported locally yet");
    groupIn(parts, logGroupName);
    const [transformation = {}] = metricTransformations as readonly {
      readonly [name: string]: unknown;
    }[];
    if (transformation.dimensions !== undefined && transformation.defaultValue !== undefined) {
      throw invalid("Invalid metric transformation: dimensions and default value are mutually exclusive properties");
    }
    refuse(transformation, "defaultValue");
    const {
      metricName,
      metricNamespace: namespace,
      metricValue: value,
      unit,
      dimensions,
    } = transformation as {
      readonly metricName?: string;
      readonly metricNamespace?: string;
      readonly metricValue?: string;
      readonly unit?: string;
      readonly dimensions?: Readonly<Record<string, string>>;
    };
    check(
      ["metricTransformations.1.member.metricName", metricName, { required: true, max: 255, pattern: "[^:*$]*" }],
      ["metricTransformations.1.member.metricNamespace", namespace, { required: true, max: 255, pattern: "[^:*$]*" }],
      ["metricTransformations.1.member.metricValue", value, { required: true, max: 100 }],
    );
    const spec = {
      ...{
        name,
        logGroupName,
        pattern,
        metricName: String(metricName),
        namespace: String(namespace),
        value: String(value),
      },
      ...(unit !== undefined && { unit }),
      ...(dimensions !== undefined && { dimensions }),
    };
    inWords(() => parts.logs.putMetricFilter(spec));
    return {};
  },
};

export const describeMetricFilters: LogsOperation<
  DescribeMetricFiltersCommandInput,
  DescribeMetricFiltersCommandOutput
> = {
  parameters: { logGroupName: "text?", filterNamePrefix: "text?", metricName: "text?", metricNamespace: "text?" },
  permissions: ({ logGroupName }) => onGroup("logs:DescribeMetricFilters", logGroupName),
  run({ logGroupName, filterNamePrefix = "", metricName, metricNamespace, ...page }, parts) {
    check(
      ["filterNamePrefix", filterNamePrefix, { max: 512 }],
      ["metricName", metricName, { max: 255 }],
      ["metricNamespace", metricNamespace, { max: 255 }],
    );
    if (logGroupName !== undefined) groupIn(parts, logGroupName);
    if ((metricName === undefined) !== (metricNamespace === undefined)) {
      throw invalid("Both metricName and metricNamespace must be given, or none of them.");
    }
    const found = parts.logs
      .metricFilters()
      .filter(
        ({ spec }) =>
          (logGroupName === undefined || spec.logGroupName === logGroupName) &&
          spec.name.startsWith(filterNamePrefix) &&
          (metricName === undefined || (spec.metricName === metricName && spec.namespace === metricNamespace)),
      )
      .sort((one, other) => (one.spec.name < other.spec.name ? -1 : 1));
    const { items, next } = paged(found, page);
    return {
      metricFilters: items.map(({ spec, createdAt }) => ({
        filterName: spec.name,
        filterPattern: spec.pattern,
        logGroupName: spec.logGroupName,
        creationTime: createdAt,
        applyOnTransformedLogs: false,
        metricTransformations: [
          {
            metricName: spec.metricName,
            metricNamespace: spec.namespace,
            metricValue: spec.value,
            ...(spec.dimensions && { dimensions: spec.dimensions }),
            ...(spec.unit !== undefined && { unit: spec.unit as "Count" }),
          },
        ],
      })),
      ...(next !== undefined && { nextToken: next }),
    };
  },
};

export const deleteMetricFilter: LogsOperation<DeleteMetricFilterCommandInput, DeleteMetricFilterCommandOutput> = {
  parameters: { logGroupName: "text", filterName: "text" },
  permissions: ({ logGroupName }) => onGroup("logs:DeleteMetricFilter", logGroupName),
  run({ logGroupName, filterName }, parts) {
    checkLengths(logGroupName);
    check(["filterName", filterName, { max: 512 }]);
    groupIn(parts, logGroupName);
    const isThere = parts.logs
      .metricFilters()
      .some(({ spec }) => spec.logGroupName === logGroupName && spec.name === filterName);
    if (!isThere) throw notFound("metric filter");
    parts.logs.deleteMetricFilter(logGroupName, filterName);
    return {};
  },
};

/** @throws AwsError `InvalidParameterException` */
function inWords(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (error instanceof AwsError || !(error instanceof Error)) throw error;
    throw invalid(error.message);
  }
}
