import { expect } from "chai";
import type { ConsoleParts } from "../../../local/console/parts";
import { sqlQuery } from "../../../local/console/sqlQuery";
import { rejection } from "../../support/rejection";

describe("a query of the console to Athena", () => {
  it("is stopped after ten seconds, and says so", async () => {
    const called: string[] = [];
    const limits: { ms: number; run: () => void }[] = [];
    let stop = () => {};
    const stopped = new Promise<void>((resolve) => {
      stop = resolve;
    });
    const parts = {
      async call(_service: string, operation: string, params: { QueryExecutionId?: string }) {
        called.push(`${operation} ${params.QueryExecutionId ?? ""}`.trim());
        if (operation === "StartQueryExecution") return { QueryExecutionId: "query" };
        if (operation === "StopQueryExecution") stop();
        return {
          QueryExecution: { Status: { State: "CANCELLED", StateChangeReason: "Query cancelled by user" } },
        };
      },
      services: {
        athena: {
          settled() {
            // The time is over while the query still runs.
            for (const { run } of limits) run();
            return limits.length === 0 ? Promise.resolve() : stopped;
          },
        },
        clock: {
          after(ms: number, run: () => void) {
            limits.push({ ms, run });
            return { cancel() {} };
          },
        },
      },
    } as unknown as ConsoleParts;
    const { message } = await rejection(sqlQuery(parts, { database: "athena/archive", sql: "SELECT 1" }));

    expect(limits.map(({ ms }) => ms)).to.deep.equal([10_000]);
    expect(called).to.deep.equal(["StartQueryExecution", "StopQueryExecution query", "GetQueryExecution query"]);
    expect(message).to.equal("Query cancelled by user (the console waits 10 s at most)");
  });
});
