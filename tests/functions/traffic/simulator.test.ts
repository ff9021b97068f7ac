import { expect } from "chai";
import { type SimulatorDependencies, simulate } from "../../../functions/traffic/simulator";
import { HeldClock } from "../../support/heldClock";

const NOW = 1_000_000;

function setUp(changes: Partial<SimulatorDependencies> = {}) {
  const clock = new HeldClock(NOW);
  const sent: number[] = [];
  let count = 0;
  const dependencies: SimulatorDependencies = {
    next: () => ({ kind: count++ % 4 === 3 ? "email" : "valid", values: {} }),
    async send({ kind }) {
      sent.push(clock.now() - NOW);
      return kind === "valid" ? "201" : "400";
    },
    requestsPerSecond: 2,
    clock,
    random: () => 0.5,
    report() {},
    ...changes,
  };
  return { clock, sent, dependencies };
}

async function pass(clock: HeldClock, ms: number, step = 100): Promise<void> {
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  await settle();
  for (let passed = 0; passed < ms; passed += step) {
    clock.advance(step);
    await settle();
  }
}

describe("simulate", () => {
  it("sends at its rate until the end, and accounts for the answers", async () => {
    const { clock, sent, dependencies } = setUp();

    const running = simulate(dependencies, NOW + 4000, new AbortController().signal);
    await pass(clock, 6000);

    expect(await running).to.deep.equal({ sent: 8, skipped: 0, answers: { valid: { "201": 6 }, email: { "400": 2 } } });
    expect(sent).to.deep.equal([0, 500, 1000, 1500, 2000, 2500, 3000, 3500]);
    expect(clock.pending).to.equal(0);
  });

  it("stops at a signal", async () => {
    const { clock, dependencies } = setUp();
    const stopping = new AbortController();

    const running = simulate(dependencies, NOW + 60_000, stopping.signal);
    await pass(clock, 1000);
    stopping.abort();

    expect((await running).sent).to.equal(3);
    expect(clock.pending).to.equal(0);
  });

  it("sends nothing when the end is over", async () => {
    const { sent } = await simulate(setUp().dependencies, NOW, new AbortController().signal);

    expect(sent).to.equal(0);
  });

  it("leaves out what would be too much under way", async () => {
    let answer = (_: string) => {};
    const answered = new Promise<string>((resolve) => {
      answer = resolve;
    });
    const { clock, dependencies } = setUp({ requestsPerSecond: 100, send: () => answered });

    const running = simulate(dependencies, NOW + 2500, new AbortController().signal);
    await pass(clock, 2500, 10);
    answer("200");

    const { sent, skipped } = await running;
    expect([sent, skipped]).to.deep.equal([200, 50]);
  });
});
