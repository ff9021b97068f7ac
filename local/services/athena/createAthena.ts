import { randomUUID } from "node:crypto";
import { AwsError } from "../../base/awsError";
import type { Services } from "../../services";
import type { Athena, NamedQuery } from "./athena";
import { athenaApi } from "./athenaApi";
import type { AthenaState } from "./athenaState";
import { DuckDbEngine, EngineDied } from "./engine/engine";
import { isOver, type QueryExecution } from "./execution";
import { QueryError, ScanLimitExceeded } from "./queryError";
import type { Parser } from "./sql/parser";
import { Workgroups } from "./workgroups";

/** Queries that run at a time; others are queued. */
const RUNNING_QUERIES = 2;
/** Athena keeps 45 days; a cloud on a laptop keeps the last ones. */
const KEPT_QUERIES = 5000;

/**
 * Athena on DuckDB, which runs in a process of its own from the first query on: docs/athena.md says what of its SQL holds.
 *
 * Known differences from AWS:
 * - queries only: no DDL, no INSERT, CTAS, UNLOAD or prepared statements;
 * - a query that reads more than the memory of its session (1 GB) fails;
 * - results that are not reused, and end with the local cloud.
 *
 * @param engine it is stopped with the Athena. @default one of its own
 */
export function createAthena(
  {
    clock,
    glue,
    iam,
    kms,
    metrics,
    report,
    s3,
  }: Pick<Services, "clock" | "glue" | "iam" | "kms" | "metrics" | "report" | "s3">,
  engine: Pick<DuckDbEngine, "open" | "rest" | "stop"> = new DuckDbEngine({ clock, report }),
): Athena {
  const workgroups = new Workgroups();
  const executions = new Map<string, QueryExecution>();
  const namedQueries = new Map<string, NamedQuery>();
  const waiting: (() => Promise<void>)[] = [];
  let parser: Parser | undefined;
  let running = 0;

  const next = (): void => {
    if (running >= RUNNING_QUERIES) return;
    const run = waiting.shift();
    if (!run) return;
    running++;
    void run().finally(() => {
      running--;
      next();
    });
  };

  const finish = (execution: QueryExecution, state: "SUCCEEDED" | "FAILED" | "CANCELLED", reason?: string): void => {
    execution.state = state;
    if (reason !== undefined) execution.reason = reason;
    execution.completedAt = clock.now();
    if (!execution.request.workgroup.publishesMetrics) return;
    const dimensions = { WorkGroup: execution.request.workgroup.name, QueryState: state, QueryType: "DML" };
    const total = execution.completedAt - execution.submittedAt;
    const put = (metricName: string, value: number, unit: string) =>
      metrics.put({ namespace: "AWS/Athena", metricName, dimensions, value, unit });
    put("TotalExecutionTime", total, "Milliseconds");
    put("EngineExecutionTime", execution.completedAt - (execution.startedAt ?? execution.submittedAt), "Milliseconds");
    put("ProcessedBytes", execution.scannedBytes, "Bytes");
  };

  /** A query that the engine has not survived is run once more: it may have been another one that ended it. */
  const runTwiceAtMost = async (execution: QueryExecution) => {
    const queries = loadQueries();
    parser ??= new queries.Parser(() => engine.open());
    const { runQuery } = queries;
    const parts = { glue, iam, s3, parser, engine };
    try {
      return await runQuery(parts, execution);
    } catch (error) {
      if (!(error instanceof EngineDied) || execution.cancelled.signal.aborted) throw error;
      execution.scannedBytes = 0;
      return runQuery(parts, execution);
    }
  };

  const run = async (execution: QueryExecution): Promise<void> => {
    if (isOver(execution)) return;
    execution.state = "RUNNING";
    execution.startedAt = clock.now();
    try {
      execution.columns = await runTwiceAtMost(execution);
      finish(execution, "SUCCEEDED");
    } catch (error) {
      if (execution.cancelled.signal.aborted) return finish(execution, "CANCELLED", "Query cancelled by user");
      if (error instanceof ScanLimitExceeded) return finish(execution, "CANCELLED", error.message);
      if (!(error instanceof QueryError || error instanceof EngineDied)) {
        report.warn(
          "athena",
          `the query ${execution.id} failed: ${error instanceof Error ? error.stack : String(error)}`,
        );
      }
      finish(
        execution,
        "FAILED",
        error instanceof QueryError ? error.message : `GENERIC_INTERNAL_ERROR: ${String(error)}`,
      );
    }
  };

  const state: AthenaState = {
    workgroups,
    executions,
    namedQueries,
    start(request) {
      const { promise, resolve } = withResolvers();
      const execution: QueryExecution = {
        ...{ id: randomUUID(), request, submittedAt: clock.now(), state: "QUEUED", scannedBytes: 0 },
        ...{ cancelled: new AbortController(), settled: promise },
      };
      executions.set(execution.id, execution);
      for (const [id, old] of executions) {
        if (executions.size <= KEPT_QUERIES) break;
        if (isOver(old)) executions.delete(id);
      }
      waiting.push(() => run(execution).finally(resolve));
      setImmediate(next);
      return execution.id;
    },
    cancel(execution) {
      if (isOver(execution)) return;
      execution.cancelled.abort();
      if (execution.state === "QUEUED") finish(execution, "CANCELLED", "Query cancelled by user");
    },
  };

  return {
    api: athenaApi({ iam, s3, glue, clock, state }),
    putWorkgroup(workgroup) {
      const { encryption } = workgroup.result;
      if (encryption?.kmsKey !== undefined) kms.keyArn(encryption.kmsKey);
      workgroups.put(workgroup);
    },
    async deleteWorkgroup(name) {
      workgroups.delete(name);
      for (const [id, execution] of executions) {
        if (execution.request.workgroup.name !== name) continue;
        state.cancel(execution);
        executions.delete(id);
      }
      for (const [id, query] of namedQueries) if (query.workgroup === name) namedQueries.delete(id);
      if (running > 0 || workgroups.hasOwn) return;
      // The program has nothing of Athena any more: neither has this machine.
      const resting = parser;
      parser = undefined;
      await resting?.close();
      await engine.rest();
    },
    isUsed: (name) =>
      [...executions.values()].some(({ request }) => request.workgroup.name === name) ||
      [...namedQueries.values()].some(({ workgroup }) => workgroup === name),
    putNamedQuery: (query) => void namedQueries.set(query.id, query),
    deleteNamedQuery: (id) => void namedQueries.delete(id),
    async settled(id) {
      const execution = executions.get(id);
      if (!execution) throw new AwsError("InvalidRequestException", `QueryExecution ${id} was not found`);
      await execution.settled;
    },
    async stop() {
      for (const execution of executions.values()) state.cancel(execution);
      await Promise.all([...executions.values()].map(({ settled }) => settled));
      await parser?.close();
      await engine.stop();
    },
  };
}

/** With the first query: a program without Athena does without them. */
function loadQueries(): Pick<typeof import("./runQuery"), "runQuery"> & Pick<typeof import("./sql/parser"), "Parser"> {
  const { runQuery } = require("./runQuery") as typeof import("./runQuery");
  const { Parser } = require("./sql/parser") as typeof import("./sql/parser");
  return { runQuery, Parser };
}

/** As `Promise.withResolvers`, which Node 20 has not. */
function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
