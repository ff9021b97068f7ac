import { expect } from "chai";
import { createTaskProtection, type TaskProtection } from "../../../../functions/shared/queueWorker/taskProtection";
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

  function protection(agentUri: string | undefined = "http://169.254.170.2/api/c1"): TaskProtection {
    return createTaskProtection({
      agentUri,
      fetch: (async (url: string, init: RequestInit) => {
        calls.push({ url, body: JSON.parse(String(init.body)), at: clock.now() - startedAt });
        return answer();
      }) as typeof fetch,
      clock,
      log: { info: () => undefined, warn: () => void warnings++ },
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
        body: { ProtectionEnabled: true, ExpiresInMinutes: 30 },
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

  it("renews before the protection ends", async () => {
    protection().inHand(1);

    await clock.pass(40 * 60_000);

    expect(told()).to.deep.equal([
      [0, true],
      [15 * 60_000, true],
      [30 * 60_000, true],
    ]);
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
    const task = createTaskProtection({
      agentUri: "http://agent",
      fetch: (async (_url: string, init: RequestInit) => {
        calls.push({ url: "", body: JSON.parse(String(init.body)), at: 0 });
        if (calls.length === 1) await new Promise<void>((resolve) => (release = resolve));
        return answer();
      }) as typeof fetch,
      clock,
      log: { info: () => undefined, warn: () => undefined },
    });

    task.inHand(1);
    task.inHand(0);
    clock.after(6000, () => release());
    await clock.pass(60_000);

    expect(calls.map(({ body }) => body.ProtectionEnabled)).to.deep.equal([true, false]);
  });

  it("does nothing outside ECS", async () => {
    createTaskProtection({
      agentUri: undefined,
      fetch: (() => {
        throw new Error("not to be called");
      }) as typeof fetch,
      clock,
      log: { info: () => undefined, warn: () => void warnings++ },
    }).inHand(1);
    await clock.pass(60_000);

    expect(warnings).to.equal(0);
  });
});
