import type {
  DescribeContinuousBackupsCommandInput,
  DescribeContinuousBackupsCommandOutput,
  UpdateContinuousBackupsCommandInput,
  UpdateContinuousBackupsCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { tableArn, tableNameOf } from "../tableArn";
import type { Table } from "../tables";
import type { DynamoOperation } from "./dynamoOperation";

/** AWS keeps what is needed to go back for 35 days. Source: Amazon DynamoDB Developer Guide, "Point-in-time recovery". */
const RECOVERY_DAYS = 35;

export const describeContinuousBackups: DynamoOperation<
  DescribeContinuousBackupsCommandInput,
  DescribeContinuousBackupsCommandOutput
> = {
  parameters: { TableName: "text?" },
  permissions: ({ TableName }) => [
    { action: "dynamodb:DescribeContinuousBackups", resource: tableArn(tableNameOf(TableName)) },
  ],
  run: ({ TableName }, { tables, clock }) => described(tables.of(tableNameOf(TableName)), clock.now()),
};

/** Turns recovery on or off, as far as it is described: there is nothing to restore from here. */
export const updateContinuousBackups: DynamoOperation<
  UpdateContinuousBackupsCommandInput,
  UpdateContinuousBackupsCommandOutput
> = {
  parameters: { TableName: "text?", PointInTimeRecoverySpecification: "map" },
  permissions: ({ TableName }) => [
    { action: "dynamodb:UpdateContinuousBackups", resource: tableArn(tableNameOf(TableName)) },
  ],
  run({ TableName, PointInTimeRecoverySpecification: given }, { tables, clock }) {
    const table = tables.of(tableNameOf(TableName));
    if (given.PointInTimeRecoveryEnabled) table.recoverableSince ??= clock.now();
    else delete table.recoverableSince;
    return described(table, clock.now());
  },
};

function described({ recoverableSince: since }: Table, now: number) {
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: "ENABLED" as const,
      PointInTimeRecoveryDescription:
        since === undefined
          ? { PointInTimeRecoveryStatus: "DISABLED" as const }
          : {
              PointInTimeRecoveryStatus: "ENABLED" as const,
              RecoveryPeriodInDays: RECOVERY_DAYS,
              EarliestRestorableDateTime: since / 1000,
              LatestRestorableDateTime: now / 1000,
            },
    },
  };
}
