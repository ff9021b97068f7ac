import { expect } from "chai";
import { HeldClock } from "../../support/heldClock";
import { KeptData } from "../../support/keptData";
import { type SchedulerUnderTest, START, schedulerUnderTest } from "./support";

describe("schedules across starts", () => {
  let data: KeptData;
  let clock: HeldClock;
  const started: SchedulerUnderTest[] = [];

  beforeEach(() => {
    data = new KeptData();
    clock = new HeldClock(Date.parse(START));
  });
  afterEach(async () => {
    for (const each of started.splice(0)) await each.stop();
    data.remove();
  });

  /** As after `kill -9`: of the one before, no timer calls back. */
  async function start(): Promise<SchedulerUnderTest> {
    for (const each of started.splice(0)) await each.stop();
    const test = schedulerUnderTest({ clock, data: data.open() });
    started.push(test);
    return test;
  }
  const SCHEDULED = { input: '{"at":"<aws.scheduler.scheduled-time>"}' };
  const times = (events: readonly unknown[]) => events.map((event) => (event as { at: string }).at.slice(11, 16));

  it("run once for each time, those that fell due during the stop included", async () => {
    const before = await start();
    before.put({}, SCHEDULED);
    await before.minutes(2);

    await start();
    clock.advance(150_000);
    const after = await start();
    after.put({}, SCHEDULED);
    await after.now();
    await after.minutes(1);

    expect(times(before.events)).to.deep.equal(["12:00", "12:01", "12:02"]);
    expect(times(after.events)).to.deep.equal(["12:03", "12:04", "12:05"]);
  });

  it("leave out times that are older than an event may become", async () => {
    const before = await start();
    before.put({}, { ...SCHEDULED, maximumEventAgeSeconds: 120 });
    await before.minutes(1);

    await start();
    clock.advance(3_600_000);
    const after = await start();
    after.put({}, { ...SCHEDULED, maximumEventAgeSeconds: 120 });
    await after.now();

    expect(times(after.events)).to.deep.equal(["12:59", "13:00", "13:01"]);
  });

  it("do not make up for times before a change of the expression", async () => {
    const before = await start();
    before.put({}, SCHEDULED);
    await before.minutes(1);

    await start();
    clock.advance(600_000);
    const after = await start();
    after.put({ expression: "cron(0/5 * * * ? *)" }, SCHEDULED);
    await after.now();
    await after.minutes(4);

    expect(times(after.events)).to.deep.equal(["12:15"]);
  });

  it("go on with an invocation that waited for a retry, by its number and id", async () => {
    const target = {
      input: '{"at":"<aws.scheduler.scheduled-time>","try":"<aws.scheduler.attempt-number>"}',
      maximumRetryAttempts: 5,
    };
    const before = await start();
    before.errors.push(new Error("down"));
    before.put({ expression: "at(2026-03-02T12:01:00)" }, target);
    await before.minutes(1);

    const after = await start();
    after.put({ expression: "at(2026-03-02T12:01:00)" }, target);
    await after.now();

    expect([before.events, after.events]).to.deep.equal([[], [{ at: "2026-03-02T12:01:00Z", try: "1" }]]);
    const third = await start();
    third.put({ expression: "at(2026-03-02T12:01:00)" }, target);
    await third.now();
    expect(third.events).to.deep.equal([]);
  });

  it("invoke nothing while they are disabled, and nothing of one that was deleted", async () => {
    const target = { ...SCHEDULED, maximumRetryAttempts: 5 };
    const before = await start();
    before.errors.push(new Error("down"));
    before.put({ expression: "at(2026-03-02T12:01:00)" }, target);
    await before.minutes(1);

    const disabled = await start();
    const { arn } = disabled.put({ expression: "at(2026-03-02T12:01:00)", enabled: false }, target);
    await disabled.now();
    disabled.scheduler.deleteSchedule(arn);
    const after = await start();
    after.put({ expression: "at(2026-03-02T13:00:00)" }, target);
    await after.now();

    expect([disabled.events, times(after.events)]).to.deep.equal([[], []]);
  });
});
