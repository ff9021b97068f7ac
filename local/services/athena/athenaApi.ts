import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { type AthenaParts, invalid } from "./operations/athenaOperation";
import { listDatabases } from "./operations/listDatabases";
import {
  getQueryExecution,
  getQueryResults,
  listQueryExecutions,
  stopQueryExecution,
} from "./operations/queryExecutions";
import { startQueryExecution } from "./operations/startQueryExecution";
import { getNamedQuery, getWorkGroup, listNamedQueries, listWorkGroups } from "./operations/workgroups";

/** Athena's API, as far as it runs queries: operations that make workgroups and named queries are in `control/athena.ts`. */
export function athenaApi(parts: Omit<AthenaParts, "tokens">): AwsService {
  return awsApi({
    signingName: "athena",
    protocol: "json-1.1",
    parts: { ...parts, tokens: new Map() },
    operations: {
      StartQueryExecution: startQueryExecution,
      GetQueryExecution: getQueryExecution,
      GetQueryResults: getQueryResults,
      StopQueryExecution: stopQueryExecution,
      ListQueryExecutions: listQueryExecutions,
      GetWorkGroup: getWorkGroup,
      GetNamedQuery: getNamedQuery,
      ListNamedQueries: listNamedQueries,
      ListWorkGroups: listWorkGroups,
      ListDatabases: listDatabases,
    },
    unknown: (operation) => new AwsError("InvalidAction", `athena:${operation} is not supported locally yet`),
    refused: ({ parameter }) => invalid(`${parameter} must be a text of at least one character`),
  });
}
