import { expect } from "chai";
import { createIdleShutdown } from "../../../functions/bursts/idleShutdown";

const answered = (count: number, startedAt: number, othersUnderWay = 0) => ({ count, startedAt, othersUnderWay });

describe("createIdleShutdown", () => {
  function workerThatLeaves() {
    let now = 1_000;
    let inHand = 0;
    const log: string[] = [];
    const answers: (() => void)[] = [];
    let failure: Error | undefined;
    const tell = (what: string) => () =>
      new Promise<void>((resolve, reject) => {
        log.push(what);
        answers.push(() => (failure ? reject(failure) : resolve()));
      });
    const idleShutdown = createIdleShutdown({
      clock: { now: () => now, after: () => ({ cancel() {} }) },
      log: { info() {}, warn: (text) => void log.push(text) },
      roster: { announce: tell("announce"), withdraw: tell("withdraw") },
      emptyPolls: 3,
      inHand: () => inHand,
      leave: () => void log.push("leave"),
    });
    return {
      log,
      idleShutdown,
      /** An empty receive that takes a second. */
      empty(startedAt = now) {
        now += 1_000;
        idleShutdown.received(answered(0, startedAt));
      },
      some: () => idleShutdown.received(answered(1, now)),
      async answer(error?: Error) {
        await new Promise(setImmediate);
        failure = error;
        answers.shift()?.();
        await new Promise(setImmediate);
      },
      hold(count: number) {
        inHand = count;
      },
    };
  }

  it("says that it leaves after three empty receives, and leaves after one more that began later", async () => {
    const { log, empty, answer } = workerThatLeaves();

    for (let poll = 0; poll < 3; poll += 1) empty();
    await answer();
    expect(log).to.deep.equal(["announce"]);
    // This one began at the very moment at which the notice was written.
    empty();
    expect(log).to.deep.equal(["announce"]);
    empty();

    expect(log).to.deep.equal(["announce", "leave"]);
  });

  it("leaves not upon a receive that was under way while it said so", async () => {
    const { log, empty, answer } = workerThatLeaves();
    for (let poll = 0; poll < 3; poll += 1) empty();
    empty();
    await answer();

    empty(5_000);

    expect(log).to.deep.equal(["announce"]);
  });

  it("stays when a message comes, and takes its notice back", async () => {
    const { log, empty, some, answer } = workerThatLeaves();
    for (let poll = 0; poll < 3; poll += 1) empty();
    await answer();

    some();
    await answer();
    for (let poll = 0; poll < 2; poll += 1) empty();

    expect(log).to.deep.equal(["announce", "withdraw"]);
  });

  it("takes a notice back that was still on its way when a message came, before it says the next", async () => {
    const { log, empty, some, answer } = workerThatLeaves();
    for (let poll = 0; poll < 3; poll += 1) empty();
    some();
    for (let poll = 0; poll < 3; poll += 1) empty();
    expect(log).to.deep.equal([]);

    for (let turn = 0; turn < 3; turn += 1) await answer();

    expect(log).to.deep.equal(["announce", "withdraw", "announce"]);
  });

  it("counts no receive while a message is in hand, or while others are under way", async () => {
    const { idleShutdown, log, hold, empty } = workerThatLeaves();

    for (let poll = 0; poll < 5; poll += 1) idleShutdown.received(answered(0, 1_000, 1));
    hold(1);
    for (let poll = 0; poll < 5; poll += 1) empty();
    await new Promise(setImmediate);

    expect(log).to.deep.equal([]);
  });

  it("stays when it could not say that it leaves, and tries again", async () => {
    const { log, empty, answer } = workerThatLeaves();
    for (let poll = 0; poll < 3; poll += 1) empty();

    await answer(new Error("DynamoDB is away"));
    for (let poll = 0; poll < 3; poll += 1) empty();
    await answer();

    expect(log).to.deep.equal(["announce", "could not say that this worker leaves: it stays for now", "announce"]);
  });
});
