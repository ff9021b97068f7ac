import { buffer } from "node:stream/consumers";
import type { ColumnInfo, GetQueryResultsCommandOutput } from "@aws-sdk/client-athena";
import { AwsError } from "../../../base/awsError";
import type { OnWire } from "../../../edge/wireTypes";
import type { Principal } from "../../../iam/iam";
import type { Services } from "../../../services";
import { type QueryExecution, resultKey } from "../execution";
import { parseCsv } from "./csv";
import type { ResultColumn } from "./resultValues";

const MAX_ROWS = 1000;

/**
 * One page of a result, read from where the query has written it, as the caller may. The first row of the first page is the header.
 * Source: Athena API Reference, GetQueryResults.
 *
 * @throws AwsError `InvalidRequestException` before the query has succeeded, `AccessDenied`
 */
export async function queryResults(
  s3: Services["s3"],
  execution: QueryExecution,
  principal: Principal,
  { MaxResults = MAX_ROWS, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): Promise<OnWire<Omit<GetQueryResultsCommandOutput, "$metadata">>> {
  const { state, columns } = execution;
  if (state !== "SUCCEEDED" || !columns) {
    const why =
      state === "QUEUED" || state === "RUNNING"
        ? `Query has not yet finished. Current state: ${state}`
        : `Query did not finish successfully. Final query state: ${state}`;
    throw new AwsError("InvalidRequestException", why);
  }
  if (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > MAX_ROWS) {
    throw new AwsError("InvalidRequestException", `MaxResults must be a whole number from 1 to ${MAX_ROWS}`);
  }
  const from = NextToken === undefined ? 0 : offsetOf(execution.id, NextToken);
  const { bucket } = execution.request.result;
  const written = (await buffer(s3.openObject(principal, bucket, resultKey(execution)))).toString();
  const isTable = execution.request.statement.kind === "query";
  const rows = isTable
    ? parseCsv(written)
    : written
        .split("\n")
        .slice(0, -1)
        .map((line) => [line]);
  const end = from + MaxResults;
  return {
    UpdateCount: 0,
    ResultSet: {
      Rows: rows.slice(from, end).map((row) => ({
        Data: row.map((text) => (text === undefined ? {} : { VarCharValue: text })),
      })),
      ResultSetMetadata: { ColumnInfo: columns.map(describeColumn) },
    },
    ...(end < rows.length && { NextToken: tokenOf(execution.id, end) }),
  };
}

function describeColumn({ name, type, precision, scale, caseSensitive }: ResultColumn): OnWire<ColumnInfo> {
  return {
    ...{ CatalogName: "hive", SchemaName: "", TableName: "", Name: name, Label: name, Type: type },
    ...{ Precision: precision, Scale: scale, Nullable: "UNKNOWN", CaseSensitive: caseSensitive },
  };
}

function tokenOf(id: string, offset: number): string {
  return Buffer.from(`${id} ${offset}`).toString("base64");
}

function offsetOf(id: string, token: string): number {
  const [owner, offset] = Buffer.from(token, "base64").toString().split(" ");
  if (owner === id && /^\d+$/.test(offset ?? "")) return Number(offset);
  throw new AwsError("InvalidRequestException", "NextToken is none of this query's");
}
