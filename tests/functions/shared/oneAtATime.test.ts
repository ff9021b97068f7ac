import { setImmediate } from "node:timers/promises";
import type { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { pause } from "../../../functions/shared/clock";
import { oneAtATime } from "../../../functions/shared/oneAtATime";
import { rejection } from "../../support/rejection";
import { type DynamoEngine, startDynamoEngine } from "../support/dynamoEngine";
import { SimulatedClock } from "../support/simulatedClock";

const LEASE_MS = 125_000;
const WAIT_MS = 45_000;

describe("oneAtATime", () => {
  let engine: DynamoEngine;
  let clock: SimulatedClock;
  let table: string;
  let tables = 0;
  let tokens: number;
  let givenUp: number;
  /** Requests that the engine has not answered yet. */
  let unanswered: number;
  let dynamo: DynamoDBClient;

  before(async () => {
    engine = await startDynamoEngine();
  });
  after(() => engine.stop());

  beforeEach(async () => {
    table = `leases${++tables}`;
    await engine.createTable(table, "taskArn");
    clock = new SimulatedClock();
    tokens = 0;
    givenUp = 0;
    unanswered = 0;
    dynamo = {
      async send(command: PutItemCommand) {
        unanswered += 1;
        try {
          return await engine.client.send(command);
        } finally {
          unanswered -= 1;
        }
      },
    } as unknown as DynamoDBClient;
  });

  function alone<T>(run: () => Promise<T>): () => Promise<T | undefined> {
    return oneAtATime(
      {
        dynamo,
        table,
        key: { attribute: "taskArn", value: "starter" },
        clock,
        newToken: () => `run-${++tokens}`,
        leaseMs: LEASE_MS,
        waitMs: WAIT_MS,
        onGivenUp: () => void givenUp++,
      },
      run,
    );
  }

  /** Lets simulated time pass until the promise is settled, but none while the engine is at work. */
  async function settled<T>(promise: Promise<T>): Promise<T> {
    let isOver = false;
    const over = promise.finally(() => {
      isOver = true;
    });
    over.catch(() => undefined);
    while (!isOver) await (unanswered === 0 ? clock.pass(250) : setImmediate());
    return over;
  }

  it("lets no two runs be under way, and has each one run", async () => {
    let underWay = 0;
    let most = 0;
    const run = alone(async () => {
      most = Math.max(most, ++underWay);
      await pause(clock, 3000);
      underWay -= 1;
      return "done";
    });

    const results = await settled(Promise.all([run(), run(), run()]));

    expect(results).to.deep.equal(["done", "done", "done"]);
    expect([most, givenUp]).to.deep.equal([1, 0]);
  });

  it("gives up a run whose turn does not come in time", async () => {
    await new Promise<void>((started) => {
      void alone(async () => {
        started();
        await new Promise<never>(() => undefined);
      })();
    });

    const result = await settled(alone(async () => "done")());

    expect([result, givenUp]).to.deep.equal([undefined, 1]);
  });

  it("lets the next one run when a run has died without giving its lease back", async () => {
    await new Promise<void>((started) => {
      void alone(async () => {
        started();
        await new Promise<never>(() => undefined);
      })();
    });
    await clock.pass(LEASE_MS);

    expect(await settled(alone(async () => "late")())).to.equal("late");
  });

  it("gives its lease back when a run fails", async () => {
    const failed = await rejection(settled(alone(() => Promise.reject(new Error("no room")))()));
    const next = await settled(alone(async () => "done")());

    expect([failed.message, next, givenUp]).to.deep.equal(["no room", "done", 0]);
  });
});
