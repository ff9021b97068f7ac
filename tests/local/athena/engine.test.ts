import { GetQueryExecutionCommand, StopQueryExecutionCommand } from "@aws-sdk/client-athena";
import { expect } from "chai";
import { processesBelow } from "../../../cli/faults/processes";
import { DuckDbEngine, EngineDied } from "../../../local/services/athena/engine/engine";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
import { until } from "../../support/until";
import { AthenaUnderTest, NOW, RESULTS, WORKGROUP } from "./athenaUnderTest";

/** It goes on for as long as it is let. */
const ENDLESS = `SELECT count(*) FROM UNNEST(sequence(1, 100000)) AS a(x) CROSS JOIN UNNEST(sequence(1, 100000)) AS b(y)
  CROSS JOIN UNNEST(sequence(1, 1000)) AS c(z) WHERE x * y % 7 = z`;

function engines(): number[] {
  return processesBelow(process.pid)
    .filter(({ command }) => /athena\/engine\/engineProcess\.ts$/.test(command))
    .map(({ pid }) => pid);
}

/** Kills the engine that runs, once there is one that none of these is. */
async function killEngine(...before: readonly number[]): Promise<number> {
  const pid = await until(() => engines().find((each) => !before.includes(each)));
  process.kill(pid, "SIGKILL");
  return pid;
}

describe("the query engine's process", () => {
  describe("of Athena", () => {
    let underTest: AthenaUnderTest;

    beforeEach(async () => {
      underTest = await AthenaUnderTest.start();
    });
    afterEach(() => underTest.stop());

    const stateOf = async (QueryExecutionId: string) => {
      const { QueryExecution } = await underTest.client().send(new GetQueryExecutionCommand({ QueryExecutionId }));
      return QueryExecution?.Status;
    };

    it("may be killed between two queries, without a trace in the second", async () => {
      await underTest.run("SELECT 1");
      const killed = await killEngine();
      await until(() => !engines().includes(killed));

      const { rows } = await underTest.run("SELECT 2 AS n");

      expect(rows).to.deep.equal([["n"], ["2"]]);
    });

    it("ends with the last workgroup of the program, and begins again with the next query", async () => {
      const own = { name: "own", enabled: true, enforced: false, publishesMetrics: false, result: {} };
      underTest.athena.putWorkgroup(own);
      underTest.athena.putWorkgroup({ ...own, name: "other" });
      await underTest.run("SELECT 1");

      const names = ["own", "other", WORKGROUP];
      const left: number[] = [];
      for (const name of names) {
        await underTest.athena.deleteWorkgroup(name);
        left.push(engines().length);
      }

      expect(left).to.deep.equal([1, 1, 0]);
      underTest.athena.putWorkgroup({ ...own, name: WORKGROUP, result: { outputLocation: `s3://${RESULTS}/again/` } });
      expect((await underTest.run("SELECT 2 AS n")).rows).to.deep.equal([["n"], ["2"]]);
    });

    it("that is killed under a query is followed by one that runs it again", async () => {
      const id = await underTest.start(ENDLESS);
      const first = await killEngine();

      await until(() => engines().some((pid) => pid !== first));

      expect((await stateOf(id))?.State).to.equal("RUNNING");
      await underTest.client().send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
      expect(
        (
          await until(
            () => stateOf(id),
            (status) => status?.State !== "RUNNING",
          )
        ).State,
      ).to.equal("CANCELLED");
    });

    it("that a query does not survive twice fails it, and says why", async () => {
      const id = await underTest.start(ENDLESS);
      const first = await killEngine();
      await killEngine(first);

      const status = await until(
        () => stateOf(id),
        (now) => now?.State === "FAILED",
      );

      expect(status.StateChangeReason).to.equal("GENERIC_INTERNAL_ERROR: EngineDied: the query engine ended by itself");
      expect((await underTest.run("SELECT 3 AS n")).rows).to.deep.equal([["n"], ["3"]]);
    });
  });

  it("is started with the first session, again after its end, and not for ever", async () => {
    const warnings: string[] = [];
    const report = { stage() {}, log() {}, warn: (_source: string, line: string) => void warnings.push(line) };
    const engine = new DuckDbEngine({ clock: new HeldClock(NOW), report });
    expect(engines()).to.deep.equal([]);

    for (let end = 1; end <= 6; end++) {
      const session = await engine.open();
      expect((await session.query("SELECT 1 AS n")).rows).to.deep.equal([["1"]]);
      await killEngine();
      await until(() => session.isOver);
    }

    expect(await rejection(engine.open())).to.be.instanceOf(EngineDied);
    expect(warnings).to.have.length(6);
    expect(warnings[0]).to.equal(
      "The query engine ended by itself (SIGKILL); the queries that it had in hand are run again, once",
    );
    expect(warnings[5]).to.equal(
      "The query engine ended by itself (SIGKILL). It ended six times within a minute, and is not started again: " +
        "stop the local cloud, and start it anew",
    );
    await engine.stop();
  });
});
