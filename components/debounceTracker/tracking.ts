import type * as aws from "@pulumi/aws";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { table } from "../parts/data/table";
import { INDEX_OF_DUE, type Settings } from "./settings";

/**
 * The entities that wait, one item each. An item is deleted when its entity is processed, so the table and its index hold work alone.
 * Processors look into the index. It is split into shards, so that not all writes go to one partition.
 */
export function trackingTable(
  name: string,
  {
    deletionProtection,
    keyArn,
    tags,
    transform,
  }: Pick<Settings, "deletionProtection" | "keyArn" | "tags" | "transform">,
  opts: ChildOptions,
): aws.dynamodb.Table {
  return table(
    name,
    {
      hashKey: "entityId",
      indexes: [INDEX_OF_DUE],
      deletionProtection,
      keyArn,
      tags,
      transform: transform.trackingTable,
    },
    opts,
  );
}

/** A metric that handlers or processors publish; its dimension is the tracker's table, whose name no other stack has. */
export function trackerMetric(metricName: "OldestDueSeconds" | "ProcessingFailed" | "Busy", table: aws.dynamodb.Table) {
  return { namespace: "Sluice", metricName, dimensions: { service: table.name } };
}
