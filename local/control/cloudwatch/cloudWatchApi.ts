import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { missingMember } from "../../edge/constraints";
import { tagOperations } from "../tagOperations";
import { describeAlarmHistory, describeAlarms, describeAlarmsForMetric } from "./alarmDescriptions";
import { deleteAlarms, disableAlarmActions, enableAlarmActions, putMetricAlarm, setAlarmState } from "./alarms";
import { ALARM, type CloudWatchParts, COMPOSITE } from "./cloudWatchOperation";
import { putCompositeAlarm } from "./compositeAlarms";
import { deleteDashboards, getDashboard, listDashboards, putDashboard } from "./dashboards";
import { putMetricData } from "./metricData";
import { getMetricData, getMetricStatistics, listMetrics } from "./metricQueries";
import { cloudWatchQueryProtocol, TIMES } from "./protocols";

/** Codes of the query protocol, by the names that the model has. Source: the model of CloudWatch, version 2010-08-01. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  DashboardInvalidInputError: "InvalidParameterInput",
  DashboardNotFoundError: "ResourceNotFound",
  InvalidFormatFault: "InvalidFormat",
  InvalidParameterCombinationException: "InvalidParameterCombination",
  InvalidParameterValueException: "InvalidParameterValue",
  MissingRequiredParameterException: "MissingParameter",
  ValidationException: "ValidationError",
};

const tagging = tagOperations<CloudWatchParts>({
  prefix: "cloudwatch",
  members: { arn: "ResourceARN", tags: "Tags", keys: "TagKeys" },
  inventory: ({ resources }) => resources.inventory,
  tagged(arn, { resources }) {
    const name = arn.split(":").slice(6).join(":");
    if (resources.find(ALARM, name) ?? resources.find(COMPOSITE, name)) return arn;
    throw new AwsError("ResourceNotFoundException", "Unknown", 404);
  },
});

/**
 * CloudWatch's API: metric and composite alarms, dashboards and metrics. The SDKs differ in how they speak to it: in JSON, in CBOR or in forms.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for Amazon CloudWatch".
 */
export function cloudWatchApi(parts: CloudWatchParts): AwsService {
  return awsApi({
    signingName: "monitoring",
    protocol: "json-1.0",
    queryErrorCodes: QUERY_CODES,
    queryProtocol: cloudWatchQueryProtocol,
    cbor: { times: TIMES },
    takesGzip: true,
    parts,
    operations: {
      ...tagging,
      DeleteAlarms: deleteAlarms,
      DeleteDashboards: deleteDashboards,
      DescribeAlarmHistory: describeAlarmHistory,
      DescribeAlarms: describeAlarms,
      DescribeAlarmsForMetric: describeAlarmsForMetric,
      DisableAlarmActions: disableAlarmActions,
      EnableAlarmActions: enableAlarmActions,
      GetDashboard: getDashboard,
      GetMetricData: getMetricData,
      GetMetricStatistics: getMetricStatistics,
      ListDashboards: listDashboards,
      ListMetrics: listMetrics,
      PutCompositeAlarm: putCompositeAlarm,
      PutDashboard: putDashboard,
      PutMetricAlarm: putMetricAlarm,
      PutMetricData: putMetricData,
      SetAlarmState: setAlarmState,
    },
    unknown: (operation, known) =>
      new AwsError(
        "InvalidAction",
        `cloudwatch:${operation} is not supported locally (supported: ${known.join(", ")})`,
      ),
    refused: (problem) => new AwsError("ValidationException", missingMember(problem)),
  });
}
