import { expect } from "chai";
import {
  createTaskProtection,
  longestProtectionMs,
  type TaskProtection,
} from "../../../../functions/shared/queueWorker/taskProtection";
import { SimulatedClock } from "../../support/simulatedClock";

describe("createTaskProtection", () => {
  let clock: SimulatedClock;
  let calls: { url: string; body: Record<string, unknown>; at: number }[];
  let warnings: number;
  let answer: () => Response;
  let startedAt: number;

  beforeEach(() => {
    clock = new SimulatedClock();
    startedAt = clock.now();
    calls = [];
    warnings = 0;
    answer = () => new Response('{"protection":{"ProtectionEnabled":true}}');
  });

  interface Task {
    agentUri?: string | undefined;
    callMs?: number;
    fetch?: typeof fetch;
  }

  /** The protection of a worker whose calls take up to two minutes, and which has one to stop. */
  function protection(task: Task = {}): TaskProtection {
    return createTaskProtection({
      agentUri: "http://169.254.170.2/api/c1",
      callMs: 120_000,
      stopTimeoutMs: 60_000,
      fetch: (async (url: string, init: RequestInit) => {
        calls.push({ url, body: JSON.parse(String(init.body)), at: clock.now() - startedAt });
        return answer();
      }) as typeof fetch,
      clock,
      log: { info: () => undefined, warn: () => void warnings++ },
      ...task,
    });
  }

  const told = () => calls.map(({ body, at }) => [at, body.ProtectionEnabled]);

  it("protects from the first message on, and no longer once idle for five seconds", async () => {
    const task = protection();

    task.inHand(1);
    await clock.pass(20_000);
    task.inHand(0);
    await clock.pass(10_000);

    expect(calls).to.deep.equal([
      {
        url: "http://169.254.170.2/api/c1/task-protection/v1/state",
        body: { ProtectionEnabled: true, ExpiresInMinutes: 8 },
        at: 0,
      },
      { url: "http://169.254.170.2/api/c1/task-protection/v1/state", body: { ProtectionEnabled: false }, at: 25_000 },
    ]);
  });

  it("makes no calls for messages that come and go while it is protected", async () => {
    const task = protection();

    for (let n = 0; n < 100; n++) {
      task.inHand(n % 3);
      await clock.pass(1000);
    }

    expect(told()).to.deep.equal([[1000, true]]);
  });

  it("asks for no protection where a worker ends its last call before it would be killed", async () => {
    const task = protection({ callMs: 40_000 });

    task.inHand(1);
    await clock.pass(20 * 60_000);

    expect(calls).to.deep.equal([]);
    expect(task.intake.grant(7)).to.equal(7);
  });

  it("takes nothing more once it has been protected for five minutes, and lets go as soon as it holds nothing", async () => {
    const task = protection();
    task.inHand(1);
    await clock.pass(299_999);
    const before = task.intake.grant(7);
    await clock.pass(1);
    const after = task.intake.grant(7);
    await clock.pass(10_000);
    task.inHand(0);
    await clock.pass(1);

    expect([before, after]).to.deep.equal([7, 0]);
    expect(told()).to.deep.equal([
      [0, true],
      [310_000, false],
    ]);
  });

  it("lets go with messages in hand once their calls should have ended", async () => {
    const task = protection();

    task.inHand(1);
    await clock.pass(longestProtectionMs(120_000));

    expect(told()).to.deep.equal([
      [0, true],
      [425_000, false],
    ]);
  });

  it("takes messages again, protected anew, when ECS has not stopped the task in half a minute", async () => {
    const task = protection();
    let mayTakeAt = 0;
    task.intake.onMore(() => {
      mayTakeAt = clock.now() - startedAt;
      task.inHand(task.intake.grant(1));
    });

    task.inHand(1);
    await clock.pass(300_000);
    task.inHand(0);
    await clock.pass(60_000);

    expect(mayTakeAt).to.equal(330_000);
    expect(told()).to.deep.equal([
      [0, true],
      [300_000, false],
      [330_000, true],
    ]);
  });

  it("counts no gap in its work that ECS could miss", async () => {
    const task = protection();
    for (let n = 0; n < 30; n++) {
      task.inHand(1);
      await clock.pass(4000);
      task.inHand(0);
      await clock.pass(6000);
    }

    expect(task.intake.grant(1)).to.equal(0);
  });

  it("begins anew after half a minute without work", async () => {
    const task = protection();
    task.inHand(1);
    await clock.pass(200_000);
    task.inHand(0);
    await clock.pass(35_000);
    task.inHand(1);
    await clock.pass(299_999);

    expect(task.intake.grant(1)).to.equal(1);
  });

  for (const [what, failure] of [
    ["the agent fails", () => new Response("busy", { status: 500 })],
    ["ECS refuses", () => new Response('{"failure":{"Reason":"TASK_NOT_VALID"}}')],
    [
      "nothing answers",
      () => {
        throw new Error("connect ECONNREFUSED");
      },
    ],
  ] as const) {
    it(`warns and tries again when ${what}`, async () => {
      let failures = 1;
      const right = answer;
      answer = () => (failures-- > 0 ? failure() : right());
      const task = protection();

      task.inHand(1);
      await clock.pass(30_000);

      expect(told()).to.deep.equal([
        [0, true],
        [10_000, true],
      ]);
      expect(warnings).to.equal(1);
    });
  }

  it("tells the last word when messages came and went while a call was under way", async () => {
    let release: () => void = () => undefined;
    const task = protection({
      fetch: (async (_url: string, init: RequestInit) => {
        calls.push({ url: "", body: JSON.parse(String(init.body)), at: 0 });
        if (calls.length === 1) await new Promise<void>((resolve) => (release = resolve));
        return answer();
      }) as typeof fetch,
    });

    task.inHand(1);
    task.inHand(0);
    clock.after(6000, () => release());
    await clock.pass(60_000);

    expect(calls.map(({ body }) => body.ProtectionEnabled)).to.deep.equal([true, false]);
  });

  it("does nothing outside ECS", async () => {
    protection({ agentUri: undefined }).inHand(1);
    await clock.pass(60_000);

    expect([calls, warnings]).to.deep.equal([[], 0]);
  });
});
