import type {
  GetQueryExecutionCommandInput,
  GetQueryExecutionCommandOutput,
  GetQueryResultsCommandInput,
  GetQueryResultsCommandOutput,
  ListQueryExecutionsCommandInput,
  ListQueryExecutionsCommandOutput,
  StopQueryExecutionCommandInput,
  StopQueryExecutionCommandOutput,
} from "@aws-sdk/client-athena";
import { describeExecution } from "../descriptions";
import { queryResults } from "../results/queryResults";
import { PRIMARY } from "../workgroups";
import { type AthenaOperation, executionOf, onWorkgroup, onWorkgroupOf, pageOf } from "./athenaOperation";

export const getQueryExecution: AthenaOperation<GetQueryExecutionCommandInput, GetQueryExecutionCommandOutput> = {
  parameters: { QueryExecutionId: "text" },
  permissions: ({ QueryExecutionId }, parts) => onWorkgroupOf("athena:GetQueryExecution", QueryExecutionId, parts),
  run: ({ QueryExecutionId }, { clock, state }) => ({
    QueryExecution: describeExecution(executionOf(state, QueryExecutionId), clock.now()),
  }),
};

export const getQueryResults: AthenaOperation<GetQueryResultsCommandInput, GetQueryResultsCommandOutput> = {
  parameters: { QueryExecutionId: "text", NextToken: "text?" },
  permissions: ({ QueryExecutionId }, parts) => onWorkgroupOf("athena:GetQueryResults", QueryExecutionId, parts),
  run: (input, { s3, state }, { principal }) =>
    queryResults(s3, executionOf(state, input.QueryExecutionId), principal, input),
};

export const stopQueryExecution: AthenaOperation<
  StopQueryExecutionCommandInput & { QueryExecutionId: string | undefined },
  StopQueryExecutionCommandOutput
> = {
  parameters: { QueryExecutionId: "text" },
  permissions: ({ QueryExecutionId }, parts) => onWorkgroupOf("athena:StopQueryExecution", QueryExecutionId, parts),
  run({ QueryExecutionId }, { state }) {
    state.cancel(executionOf(state, QueryExecutionId));
    return {};
  },
};

export const listQueryExecutions: AthenaOperation<ListQueryExecutionsCommandInput, ListQueryExecutionsCommandOutput> = {
  parameters: { WorkGroup: "text?" },
  permissions: ({ WorkGroup }) => onWorkgroup("athena:ListQueryExecutions", WorkGroup),
  run({ WorkGroup = PRIMARY, ...place }, { state }) {
    const { name } = state.workgroups.get(WorkGroup);
    const ids = [...state.executions.values()]
      .filter(({ request }) => request.workgroup.name === name)
      .map(({ id }) => id);
    const { page, next } = pageOf(ids.reverse(), place);
    return { QueryExecutionIds: page, ...(next !== undefined && { NextToken: next }) };
  },
};
