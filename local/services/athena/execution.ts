import type { Principal } from "../../iam/iam";
import type { ResultLocation, WorkgroupSpec } from "./athena";
import type { ResultColumn } from "./results/resultValues";
import type { Statement } from "./sql/statements";

export type State = "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";

/** A query as it was asked for. */
export interface QueryRequest {
  query: string;
  statement: Statement;
  parameters: readonly string[];
  database?: string | undefined;
  workgroup: WorkgroupSpec;
  principal: Principal;
  result: ResultLocation & { bucket: string; prefix: string; outputLocation: string };
}

/** One query, from its submission to its end. Times are milliseconds since the Unix epoch. */
export interface QueryExecution {
  readonly id: string;
  readonly request: QueryRequest;
  readonly submittedAt: number;
  state: State;
  reason?: string;
  startedAt?: number;
  completedAt?: number;
  /** Compressed bytes of the objects that were read. */
  scannedBytes: number;
  /** Columns of its answer, once it has one. */
  columns?: readonly ResultColumn[];
  /** Aborts what runs. */
  readonly cancelled: AbortController;
  readonly settled: Promise<void>;
}

export function isOver({ state }: Pick<QueryExecution, "state">): boolean {
  return state === "SUCCEEDED" || state === "FAILED" || state === "CANCELLED";
}

/** `"results/<id>.csv"`, or `.txt` where the answer is no table. */
export function resultKey({ id, request }: Pick<QueryExecution, "id" | "request">): string {
  return `${request.result.prefix}${id}.${request.statement.kind === "query" ? "csv" : "txt"}`;
}
