import { expect } from "chai";
import { type Chaos, ChaosSwitches, createChaos, type Fault } from "../../../local/base/chaos";

function sequence(seed: number, fault: Fault, count: number): boolean[] {
  const chaos = createChaos({ seed, killEnvironment: 0.3, duplicateBatch: 0.3, throttleDynamo: 0.3 });
  return Array.from({ length: count }, () => chaos.strikes(fault));
}

describe("createChaos", () => {
  it("repeats a run with the same seed", () => {
    const first = sequence(7, "killEnvironment", 200);

    const second = sequence(7, "killEnvironment", 200);

    expect(second).to.deep.equal(first);
  });

  it("runs differently with another seed, and for another fault", () => {
    const kills = sequence(7, "killEnvironment", 200);

    expect(sequence(8, "killEnvironment", 200)).not.to.deep.equal(kills);
    expect(sequence(7, "duplicateBatch", 200)).not.to.deep.equal(kills);
  });

  it("does not let one fault's decisions shift another's", () => {
    const chaos = createChaos({ seed: 7, killEnvironment: 0.3, throttleDynamo: 0.3 });
    for (let call = 0; call < 1000; call++) chaos.strikes("throttleDynamo");

    const kills = Array.from({ length: 200 }, () => chaos.strikes("killEnvironment"));

    expect(kills).to.deep.equal(sequence(7, "killEnvironment", 200));
  });

  it("strikes the share it is asked for", () => {
    const struck = sequence(7, "duplicateBatch", 10_000).filter(Boolean).length;

    expect(struck).to.be.within(2_850, 3_150);
  });

  it("never strikes with a fault that is absent, and always with a share of 1", () => {
    const chaos = createChaos({ seed: 7, duplicateBatch: 1 });

    const struck = Array.from({ length: 100 }, () => [
      chaos.strikes("killEnvironment"),
      chaos.strikes("duplicateBatch"),
    ]);

    expect(struck).to.deep.equal(Array(100).fill([false, true]));
  });

  it("draws numbers from 0 to below 1", () => {
    const chaos = createChaos({ seed: 7 });

    const drawn = Array.from({ length: 1000 }, () => chaos.draw("killEnvironment"));

    expect(Math.min(...drawn)).to.be.within(0, 0.01);
    expect(Math.max(...drawn)).to.be.within(0.99, 0.9999999999);
  });

  it("refuses a share that is none", () => {
    expect(() => createChaos({ seed: 7, throttleDynamo: 5 })).to.throw(
      RangeError,
      "chaos: throttleDynamo must be a share from 0 to 1, got 5",
    );
    expect(() => createChaos({ seed: 0.5 })).to.throw(RangeError, "chaos: seed must be a whole number, got 0.5");
  });
});

describe("ChaosSwitches", () => {
  it("lets nothing happen while faults are held, and begins the sequence where they are let go", () => {
    const options = { seed: 7, killEnvironment: 0.5 };
    const chaos = new ChaosSwitches(options);
    const draw = (from: Chaos) => Array.from({ length: 50 }, () => from.strikes("killEnvironment"));

    chaos.areHeld = true;
    expect(draw(chaos)).to.deep.equal(Array(50).fill(false));
    chaos.areHeld = false;
    expect(draw(chaos)).to.deep.equal(draw(createChaos(options)));
  });
});
