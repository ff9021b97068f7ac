import type { TableDescription as Description } from "@aws-sdk/client-dynamodb";
import { REGION } from "../../base/arn";
import type { OnWire } from "../../edge/wireTypes";
import type { Capacity, TableSpec } from "./dynamodb";
import type { DynamoParts } from "./operations/dynamoOperation";
import type { Table } from "./tables";

/** A description as DynamoDB answers it. */
export type DescribedTable = OnWire<Description>;

type Members = Record<string, unknown>;

/** dynoxide's description, with the ARNs of the local cloud, and the stream, throughput and key that the table was made with. */
export async function described(
  TableName: string,
  { server, tables }: Pick<DynamoParts, "server" | "tables">,
): Promise<DescribedTable> {
  const { Table: table } = await server.call<{ Table: Members }>("DescribeTable", { TableName });
  const { LatestStreamArn: _, LatestStreamLabel: __, StreamSpecification: ___, ...kept } = table;
  // AWS's description has no such member.
  const { TableThroughputModeSummary: ____, ...rest } = kept;
  const text = JSON.stringify(rest).replaceAll(":dynamodb:dynoxide:", `:dynamodb:${REGION}:`);
  const members = JSON.parse(text) as Members;
  const known = tables.find(TableName);
  return { ...members, ...(known && factsOf(known, members)) } as DescribedTable;
}

function factsOf({ stream, spec }: Table, { BillingModeSummary, GlobalSecondaryIndexes }: Members): Members {
  return {
    ProvisionedThroughput: throughput(spec.capacity),
    BillingModeSummary: spec.capacity ? undefined : BillingModeSummary,
    ...(GlobalSecondaryIndexes !== undefined && {
      GlobalSecondaryIndexes: (GlobalSecondaryIndexes as Members[]).map((index) => ({
        ...index,
        ProvisionedThroughput: throughput(indexCapacity(spec, String(index.IndexName))),
      })),
    }),
    ...(spec.keyArn !== undefined && {
      SSEDescription: { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: spec.keyArn },
    }),
    ...(stream && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType },
      LatestStreamArn: stream.arn,
      LatestStreamLabel: stream.label,
    }),
  };
}

function indexCapacity({ capacity, globalSecondaryIndexes }: TableSpec, name: string): Capacity | undefined {
  return globalSecondaryIndexes.find((index) => index.name === name)?.capacity ?? capacity;
}

/** Zeros for what is paid for by request. Source: Amazon DynamoDB API Reference, "ProvisionedThroughputDescription". */
function throughput({ read, write }: Capacity = { read: 0, write: 0 }): Members {
  return { NumberOfDecreasesToday: 0, ReadCapacityUnits: read, WriteCapacityUnits: write };
}
