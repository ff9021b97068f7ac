import type * as aws from "@pulumi/aws";

/** A metric that handlers or processors publish; its dimension is the tracker's table, whose name no other stack has. */
export function trackerMetric(metricName: "OldestDueSeconds" | "ProcessingFailed" | "Busy", table: aws.dynamodb.Table) {
  return { namespace: "Sluice", metricName, dimensions: { service: table.name } };
}
