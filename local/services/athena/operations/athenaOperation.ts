import { AwsError } from "../../../base/awsError";
import type { Operation } from "../../../edge/awsApi";
import type { Permission } from "../../../iam/iam";
import type { Services } from "../../../services";
import type { AthenaState } from "../athenaState";
import type { QueryExecution } from "../execution";
import { PRIMARY, Workgroups } from "../workgroups";

export interface AthenaParts extends Pick<Services, "iam" | "s3" | "glue" | "clock"> {
  state: AthenaState;
  /** Tokens of StartQueryExecution, each with the query that it started. */
  tokens: Map<string, { id: string; request: string }>;
}

export type AthenaOperation<Input extends object, Output extends object> = Operation<AthenaParts, Input, Output>;

export function onWorkgroup(action: string, name: string = PRIMARY): readonly Permission[] {
  return [{ action, resource: Workgroups.arnOf(name) }];
}

/** A permission on the workgroup that a query ran in. */
export function onWorkgroupOf(action: string, executionId: string, { state }: AthenaParts): readonly Permission[] {
  return onWorkgroup(action, state.executions.get(executionId)?.request.workgroup.name);
}

/** @throws AwsError `InvalidRequestException` */
export function executionOf({ executions }: AthenaState, id: string): QueryExecution {
  const execution = executions.get(id);
  if (execution) return execution;
  throw invalid(`QueryExecution ${id} was not found`);
}

/** Items per page: 50 at most. */
const MAX_PAGE = 50;

/** @throws AwsError `InvalidRequestException` for a size or a token that is none */
export function pageOf<T>(
  items: readonly T[],
  { MaxResults = MAX_PAGE, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { page: readonly T[]; next?: string } {
  if (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > MAX_PAGE) {
    throw invalid(`MaxResults must be a whole number from 1 to ${MAX_PAGE}`);
  }
  const from = NextToken === undefined ? 0 : Number(NextToken);
  if (!Number.isInteger(from) || from < 0) throw invalid("NextToken is none of this list");
  const end = from + MaxResults;
  return { page: items.slice(from, end), ...(end < items.length && { next: String(end) }) };
}

export function invalid(message: string): AwsError {
  return new AwsError("InvalidRequestException", message);
}
