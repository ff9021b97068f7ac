import { AwsError } from "../../base/awsError";
import { prepared } from "../../edge/awsApi";
import type { AwsCall, AwsService } from "../../edge/awsService";
import type { Services } from "../../services";
import type { AthenaState } from "./createAthena";
import { describeExecution, describeNamedQuery, describeWorkgroup } from "./descriptions";
import type { QueryExecution } from "./execution";
import { queryResults } from "./results/queryResults";
import { startQuery } from "./startQuery";
import { PRIMARY, Workgroups } from "./workgroups";

export type ApiParts = Pick<Services, "iam" | "s3" | "clock">;
type Reply = Record<string, unknown>;

interface Operation {
  /** The workgroup that the call is about. */
  workgroup(state: AthenaState, call: AwsCall): string;
  run(parts: ApiParts, state: AthenaState, call: AwsCall): Reply | Promise<Reply>;
}

/** Athena's API, as far as programs run queries; workgroups are made by the stack. */
export function athenaApi(parts: ApiParts, state: AthenaState): AwsService {
  const tokens = new Map<string, { id: string; request: string }>();
  return prepared({
    signingName: "athena",
    protocol: "json-1.1",
    permissions: (call) => [
      { action: `athena:${call.operation}`, resource: Workgroups.arnOf(operationOf(call).workgroup(state, call)) },
    ],
    async handle(call) {
      if (call.operation !== "StartQueryExecution") return { result: await operationOf(call).run(parts, state, call) };
      const { ClientRequestToken: token, ...rest } = call.params;
      if (token === undefined) return { result: await operationOf(call).run(parts, state, call) };
      if (typeof token !== "string" || token.length < 32 || token.length > 128) {
        throw invalid("ClientRequestToken must be a text of 32 to 128 characters");
      }
      const request = JSON.stringify(rest);
      const known = tokens.get(token);
      if (known && known.request !== request) throw invalid("Idempotent parameters do not match");
      if (known) return { result: { QueryExecutionId: known.id } };
      const result = await operationOf(call).run(parts, state, call);
      tokens.set(token, { id: String(result.QueryExecutionId), request });
      // A token is known as long as its query: SDKs make one for every call.
      for (const [old, { id }] of tokens) {
        if (state.executions.has(id)) break;
        tokens.delete(old);
      }
      return { result };
    },
  });
}

const ofExecution = (state: AthenaState, call: AwsCall): string =>
  state.executions.get(String(call.params.QueryExecutionId))?.request.workgroup.name ?? PRIMARY;
const ofWorkgroup = (_state: AthenaState, { params }: AwsCall): string => String(params.WorkGroup ?? PRIMARY);

const OPERATIONS: Readonly<Record<string, Operation>> = {
  StartQueryExecution: {
    workgroup: ofWorkgroup,
    run: (parts, state, call) => ({ QueryExecutionId: startQuery(parts, state, call) }),
  },
  GetQueryExecution: {
    workgroup: ofExecution,
    run: ({ clock }, state, call) => ({ QueryExecution: describeExecution(executionOf(state, call), clock.now()) }),
  },
  GetQueryResults: {
    workgroup: ofExecution,
    run: ({ s3 }, state, call) => queryResults(s3, executionOf(state, call), call),
  },
  StopQueryExecution: {
    workgroup: ofExecution,
    run(_parts, state, call) {
      state.cancel(executionOf(state, call));
      return {};
    },
  },
  ListQueryExecutions: {
    workgroup: ofWorkgroup,
    run(_parts, state, call) {
      const { name } = state.workgroups.get(ofWorkgroup(state, call));
      const ids = [...state.executions.values()]
        .filter(({ request }) => request.workgroup.name === name)
        .map(({ id }) => id);
      const { page, next } = pageOf(ids.reverse(), call, 50);
      return { QueryExecutionIds: page, ...(next !== undefined && { NextToken: next }) };
    },
  },
  GetWorkGroup: {
    workgroup: ofWorkgroup,
    run: (_parts, state, call) => ({ WorkGroup: describeWorkgroup(state.workgroups.get(ofWorkgroup(state, call))) }),
  },
  GetNamedQuery: {
    workgroup: (state, { params }) => state.namedQueries.get(String(params.NamedQueryId))?.workgroup ?? PRIMARY,
    run(_parts, state, { params }) {
      const query = state.namedQueries.get(String(params.NamedQueryId));
      if (!query) throw invalid(`NamedQuery ${String(params.NamedQueryId)} was not found`);
      return { NamedQuery: describeNamedQuery(query) };
    },
  },
  ListNamedQueries: {
    workgroup: ofWorkgroup,
    run(_parts, state, call) {
      const { name } = state.workgroups.get(ofWorkgroup(state, call));
      const ids = [...state.namedQueries.values()].filter(({ workgroup }) => workgroup === name).map(({ id }) => id);
      const { page, next } = pageOf(ids, call, 50);
      return { NamedQueryIds: page, ...(next !== undefined && { NextToken: next }) };
    },
  },
};

function pageOf<T>(items: readonly T[], { params }: AwsCall, most: number): { page: readonly T[]; next?: string } {
  const { MaxResults = most, NextToken } = params;
  if (!Number.isInteger(MaxResults) || Number(MaxResults) < 1 || Number(MaxResults) > most) {
    throw invalid(`MaxResults must be a whole number from 1 to ${most}`);
  }
  const from = NextToken === undefined ? 0 : Number(NextToken);
  if (!Number.isInteger(from) || from < 0) throw invalid("NextToken is none of this list");
  const end = from + Number(MaxResults);
  return { page: items.slice(from, end), ...(end < items.length && { next: String(end) }) };
}

/** @throws AwsError `InvalidRequestException` */
function executionOf(state: AthenaState, { params }: AwsCall): QueryExecution {
  const execution = state.executions.get(String(params.QueryExecutionId));
  if (execution) return execution;
  throw invalid(`QueryExecution ${String(params.QueryExecutionId)} was not found`);
}

/** @throws AwsError `InvalidAction` for an operation that is not known */
function operationOf({ operation }: AwsCall): Operation {
  const known = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (known) return known;
  throw new AwsError(
    "InvalidAction",
    `athena:${operation} is not supported locally (supported: ${Object.keys(OPERATIONS).join(", ")}): ` +
      "make workgroups with aws.athena.Workgroup, or add it to local/services/athena/athenaApi.ts",
  );
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidRequestException", message);
}
