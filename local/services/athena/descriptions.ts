import type {
  NamedQuery as NamedQueryDescription,
  QueryExecution as QueryExecutionDescription,
  ResultConfiguration,
  WorkGroup,
} from "@aws-sdk/client-athena";
import type { OnWire } from "../../edge/wireTypes";
import type { NamedQuery, ResultLocation, WorkgroupSpec } from "./athena";
import { isOver, type QueryExecution, resultKey } from "./execution";

const ENGINE = { SelectedEngineVersion: "Athena engine version 3", EffectiveEngineVersion: "Athena engine version 3" };

/** @param now milliseconds since the Unix epoch */
export function describeExecution(execution: QueryExecution, now: number): OnWire<QueryExecutionDescription> {
  const { id, request, state, reason, submittedAt, startedAt, completedAt, scannedBytes } = execution;
  const { bucket } = request.result;
  const end = completedAt ?? now;
  const queued = (startedAt ?? end) - submittedAt;
  return {
    QueryExecutionId: id,
    Query: request.query,
    StatementType: request.statement.kind === "query" ? "DML" : "UTILITY",
    ...(request.statement.kind === "query" && { SubstatementType: "SELECT" }),
    WorkGroup: request.workgroup.name,
    EngineVersion: ENGINE,
    ...(request.parameters.length > 0 && { ExecutionParameters: request.parameters }),
    QueryExecutionContext: {
      ...(request.database !== undefined && { Database: request.database }),
      Catalog: "awsdatacatalog",
    },
    ResultConfiguration: describeResult({
      ...request.result,
      outputLocation: `s3://${bucket}/${resultKey(execution)}`,
    }),
    Status: {
      State: state,
      SubmissionDateTime: submittedAt / 1000,
      ...(completedAt !== undefined && { CompletionDateTime: completedAt / 1000 }),
      ...(reason !== undefined && { StateChangeReason: reason }),
      ...(state === "FAILED" && {
        AthenaError: { ErrorCategory: 2, ErrorType: 1001, Retryable: false, ErrorMessage: reason },
      }),
    },
    Statistics: {
      DataScannedInBytes: scannedBytes,
      EngineExecutionTimeInMillis: end - (startedAt ?? end),
      TotalExecutionTimeInMillis: end - submittedAt,
      QueryQueueTimeInMillis: queued,
      ...(isOver(execution) && { ServiceProcessingTimeInMillis: 0 }),
      ResultReuseInformation: { ReusedPreviousResult: false },
    },
  };
}

export function describeWorkgroup(workgroup: WorkgroupSpec): OnWire<WorkGroup> {
  const { name, description, enabled, enforced, publishesMetrics, scanLimit, result } = workgroup;
  return {
    Name: name,
    State: enabled ? "ENABLED" : "DISABLED",
    ...(description !== undefined && { Description: description }),
    Configuration: {
      EnforceWorkGroupConfiguration: enforced,
      PublishCloudWatchMetricsEnabled: publishesMetrics,
      ...(scanLimit !== undefined && { BytesScannedCutoffPerQuery: scanLimit }),
      RequesterPaysEnabled: false,
      EngineVersion: ENGINE,
      ResultConfiguration: describeResult(result),
    },
  };
}

export function describeNamedQuery({
  id,
  name,
  description,
  database,
  query,
  workgroup,
}: NamedQuery): OnWire<NamedQueryDescription> {
  return {
    NamedQueryId: id,
    Name: name,
    Database: database,
    QueryString: query,
    WorkGroup: workgroup,
    ...(description !== undefined && { Description: description }),
  };
}

function describeResult({ outputLocation, encryption }: ResultLocation): OnWire<ResultConfiguration> {
  return {
    ...(outputLocation !== undefined && { OutputLocation: outputLocation }),
    ...(encryption && {
      EncryptionConfiguration: {
        EncryptionOption: encryption.option,
        ...(encryption.kmsKey !== undefined && { KmsKey: encryption.kmsKey }),
      },
    }),
  };
}
