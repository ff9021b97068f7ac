import type { NamedQuery } from "./athena";
import type { QueryExecution, QueryRequest } from "./execution";
import type { Workgroups } from "./workgroups";

/** The state that the API works on. */
export interface AthenaState {
  workgroups: Workgroups;
  executions: ReadonlyMap<string, QueryExecution>;
  namedQueries: ReadonlyMap<string, NamedQuery>;
  /** @returns its id */
  start(request: QueryRequest): string;
  cancel(execution: QueryExecution): void;
}
