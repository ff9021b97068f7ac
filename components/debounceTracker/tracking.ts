import type * as aws from "@pulumi/aws";
import { DUE_INDEX, INDEXED_ATTRIBUTES } from "../../functions/debounce/trackedItem";
import { table } from "../parts/data/table";
import type { Context } from "./settings";

/**
 * The entities that wait, one item each: it is deleted when its entity is processed, so the table and its index hold work alone. The index
 * is what processors look into, in parts so that not all writes go to one partition.
 */
export function trackingTable({ subject, deletionProtection, tags, transform, opts }: Context): aws.dynamodb.Table {
  return table(
    `${subject.name}-tracking`,
    {
      hashKey: "entityId",
      indexes: [
        {
          name: DUE_INDEX,
          hashKey: { name: "shard", type: "N" },
          rangeKey: { name: "dueAt", type: "N" },
          projectedAttributes: INDEXED_ATTRIBUTES,
        },
      ],
      deletionProtection,
      tags,
      transform: transform.trackingTable,
    },
    opts,
  );
}
