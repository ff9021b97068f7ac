import { expect } from "chai";
import { createRunTable, type RunTable } from "../../../functions/jobs/runTable";
import { type DynamoEngine, startDynamoEngine } from "../support/dynamoEngine";

describe("the run table", () => {
  let engine: DynamoEngine;
  let table: RunTable;
  before(async () => {
    engine = await startDynamoEngine();
    await engine.createTable("runs", "id");
    table = createRunTable({ dynamo: engine.client, table: "runs" });
  });
  after(() => engine.stop());

  const claim = (lock: string, owner: string, leaseUntil: number, now: number) =>
    table.claim(lock, { owner, runTime: "t1", leaseUntil }, now);

  it("gives a lock to one owner, and tells others who holds it", async () => {
    expect(await claim("lock/a", "one", 100, 50)).to.deep.equal({ claimed: true });
    expect(await claim("lock/a", "two", 200, 100)).to.deep.equal({
      claimed: false,
      holder: { owner: "one", runTime: "t1", leaseUntil: 100 },
    });
  });

  it("gives a lock to one of many who ask at once", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => claim("lock/b", `o${index}`, 100, 50)));

    expect(answers.filter(({ claimed }) => claimed)).to.have.length(1);
  });

  it("gives a lock to the next when its lease is over, and the former owner can no longer renew or release it", async () => {
    await claim("lock/c", "one", 100, 50);
    expect(await claim("lock/c", "two", 200, 101)).to.deep.equal({ claimed: true });

    expect(await table.renew("lock/c", "one", 300)).to.equal(false);
    await table.release("lock/c", "one");
    expect(await table.renew("lock/c", "two", 300)).to.equal(true);
    expect((await claim("lock/c", "three", 400, 250)).claimed).to.equal(false);
  });

  it("remembers up to when a lock's owners have done everything", async () => {
    await claim("lock/d", "one", 100, 50);
    await table.release("lock/d", "one", 42);
    expect(await claim("lock/d", "two", 100, 50)).to.deep.equal({ claimed: true, doneUntil: 42 });
    await table.release("lock/d", "two");
    expect(await claim("lock/d", "three", 100, 50)).to.deep.equal({ claimed: true, doneUntil: 42 });
  });

  it("knows which runs are done", async () => {
    await table.markDone("a", "t1", 1_000);

    expect([await table.isDone("a", "t1"), await table.isDone("a", "t2")]).to.deep.equal([true, false]);
  });
});
