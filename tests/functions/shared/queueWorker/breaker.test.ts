import { expect } from "chai";
import { type Breaker, createBreaker } from "../../../../functions/shared/queueWorker/breaker";
import { SimulatedClock } from "../../support/simulatedClock";

describe("createBreaker", () => {
  const never = new AbortController().signal;
  let clock: SimulatedClock;
  let breaker: Breaker;
  let changes: boolean[];

  beforeEach(() => {
    clock = new SimulatedClock(0);
    changes = [];
    breaker = createBreaker(clock, { threshold: 3, onChange: (open) => void changes.push(open) });
  });

  const fail = (...ids: string[]) => {
    for (const id of ids) breaker.failed(id);
  };

  /** Notes when each call is admitted. */
  function call(name: string, admitted: string[], again = false, signal = never): void {
    breaker.admit(signal, again).then(
      () => admitted.push(`${name} ${clock.now()}`),
      () => undefined,
    );
  }

  it("opens when different messages fail with no answer between them", () => {
    fail("a", "b");
    breaker.succeeded();
    fail("c", "d");
    const before = breaker.open;
    fail("e");

    expect([before, breaker.open]).to.deep.equal([false, true]);
    expect(changes).to.deep.equal([true]);
  });

  it("is not impressed by one message that fails again and again, nor by suspects", () => {
    fail("a", "a", "a", "a");
    for (let n = 0; n < 10; n++) breaker.failed(undefined);

    expect(breaker.open).to.equal(false);
  });

  it("lets one call a probe through, newcomers first, at growing intervals", async () => {
    fail("a", "b", "c");
    const admitted: string[] = [];
    call("a", admitted, true);
    call("b", admitted, true);
    call("new", admitted);

    await clock.pass(4000);

    expect(admitted).to.deep.equal(["new 500", "a 1500", "b 3500"]);
  });

  it("makes the next call the probe when nobody waits for it, and only that", async () => {
    fail("a", "b", "c");
    await clock.pass(600);
    const admitted: string[] = [];

    call("late", admitted);
    call("later", admitted);
    await clock.pass(0);

    expect(admitted).to.deep.equal(["late 600"]);
  });

  it("lets everybody through at the first answer", async () => {
    fail("a", "b", "c");
    const admitted: string[] = [];
    for (const name of ["a", "b", "c"]) call(name, admitted, true);
    await clock.pass(500);

    breaker.succeeded();
    call("new", admitted);
    await clock.pass(60_000);

    expect(admitted).to.deep.equal(["a 500", "b 500", "c 500", "new 500"]);
    expect(changes).to.deep.equal([true, false]);
  });

  it("forgets those whose waitSignal ends, and probes with the others", async () => {
    fail("a", "b", "c");
    const admitted: string[] = [];
    const waitSignal = new AbortController();
    call("a", admitted, true, waitSignal.signal);
    call("b", admitted, true);

    waitSignal.abort();
    await clock.pass(500);

    expect(admitted).to.deep.equal(["b 500"]);
  });

  it("grants all while it is closed, and one message a probe while it is open", async () => {
    const grants = [breaker.intake.grant(10)];
    fail("a", "b", "c");
    grants.push(breaker.intake.grant(10));
    await clock.pass(500);
    grants.push(breaker.intake.grant(10), breaker.intake.grant(10));
    breaker.succeeded();
    grants.push(breaker.intake.grant(10));

    expect(grants).to.deep.equal([10, 0, 1, 0, 10]);
  });
});
