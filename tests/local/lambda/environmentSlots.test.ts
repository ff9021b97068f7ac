import { expect } from "chai";
import { EnvironmentSlots } from "../../../local/services/lambda/environmentSlots";
import { HeldClock } from "../../support/heldClock";

describe("the environments that one function may have", () => {
  let clock: HeldClock;
  let idle: number;
  let slots: EnvironmentSlots;
  let running: string[];

  beforeEach(() => {
    clock = new HeldClock(0);
    idle = 0;
    slots = new EnvironmentSlots(clock, { count: 2, idle: () => idle }, () => 10);
    running = [];
  });

  afterEach(() => slots.stop());

  /** Invokes, and takes down who got a slot. */
  async function invoke(...names: string[]): Promise<void> {
    for (const name of names) void slots.acquire().then(() => running.push(name));
    await settled();
  }

  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

  async function pass(ms: number): Promise<void> {
    clock.advance(ms);
    await settled();
  }

  it("are started one at a time while all processors are busy, and never more than there are processors", async () => {
    await invoke("a", "b", "c");
    expect(running).to.deep.equal(["a"]);

    slots.environmentReady();
    await pass(50);
    expect(running).to.deep.equal(["a", "c"]);

    slots.environmentReady();
    await pass(50);
    expect(running).to.deep.equal(["a", "c"]);
  });

  it("are started for the one that would wait longest, and those that run serve the others in turn", async () => {
    await invoke("a", "b", "c");
    slots.environmentReady();
    await pass(50);

    slots.release();
    await settled();

    expect(running).to.deep.equal(["a", "c", "b"]);
  });

  it("become more than there are processors while processors are idle", async () => {
    idle = 1;
    await invoke("a", "b", "c");
    expect(running).to.deep.equal(["a", "b"]);

    slots.environmentReady();
    slots.environmentReady();
    await pass(50);

    expect(running).to.deep.equal(["a", "b", "c"]);
  });

  it("become more when none of those that run has ended for long: they may wait for those that wait", async () => {
    await invoke("a", "b", "c");
    slots.environmentReady();
    await pass(50);
    slots.environmentReady();
    slots.release();
    await settled();
    await invoke("d");

    await pass(950);
    expect(running).to.deep.equal(["a", "c", "b"]);
    await pass(50);
    expect(running).to.deep.equal(["a", "c", "b", "d"]);
  });

  it("are never more than the limit", async () => {
    idle = 2;
    slots = new EnvironmentSlots(clock, { count: 2, idle: () => idle }, () => 1);

    await invoke("a", "b");
    slots.environmentReady();
    await pass(1_000);

    expect(running).to.deep.equal(["a"]);
  });

  it("are started anew where one has ended, by whoever comes next", async () => {
    await invoke("a");
    slots.environmentReady();
    slots.environmentEnded(true);
    slots.release();

    await invoke("b", "c");

    expect(running).to.deep.equal(["a", "b"]);
  });
});
