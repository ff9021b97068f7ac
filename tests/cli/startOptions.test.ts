import { expect } from "chai";
import { readStartOptions } from "../../cli/startOptions";

const read = (...args: string[]) =>
  readStartOptions(args, (error) => {
    throw error;
  });

describe("readStartOptions", () => {
  it("has defaults for everything", () => {
    expect(read()).to.deep.equal({
      systems: [],
      port: 4510,
      stack: "local",
      watch: true,
      keep: true,
      fresh: false,
      json: false,
      stubs: [],
      timeScale: 1,
    });
  });

  it("reads systems and every option", () => {
    const options = read(
      ..."a b --port 0 --stack dev --no-watch --fresh --no-keep --json --stub a:b:C --stub a:d:E --time-scale 60 --chaos 7 --chaos-kill 0.5".split(
        " ",
      ),
    );

    expect(options).to.deep.equal({
      systems: ["a", "b"],
      port: 0,
      stack: "dev",
      watch: false,
      keep: false,
      fresh: true,
      json: true,
      stubs: ["a:b:C", "a:d:E"],
      timeScale: 60,
      chaos: {
        seed: 7,
        killEnvironment: 0.5,
        duplicateBatch: 0.1,
        throttleDynamo: 0.02,
        duplicateInvocation: 0.1,
        duplicateDelivery: 0.1,
        duplicateNotification: 0.1,
        refuseTask: 0.1,
        killTask: 0.1,
      },
    });
  });

  it("injects every fault with --chaos, from seed 1", () => {
    expect(read("--chaos").chaos).to.deep.equal({
      seed: 1,
      killEnvironment: 0.05,
      duplicateBatch: 0.1,
      throttleDynamo: 0.02,
      duplicateInvocation: 0.1,
      duplicateDelivery: 0.1,
      duplicateNotification: 0.1,
      refuseTask: 0.1,
      killTask: 0.1,
    });
  });

  it("injects one fault with its own share alone", () => {
    expect(read("--chaos-duplicate", "1").chaos).to.deep.equal({ seed: 1, duplicateBatch: 1 });
    expect(read("--chaos-kill-task", "0.5").chaos).to.deep.equal({ seed: 1, killTask: 0.5 });
    expect(read("--chaos-duplicate-invocation", "1").chaos).to.deep.equal({ seed: 1, duplicateInvocation: 1 });
    expect(read("--chaos-duplicate-delivery", "1").chaos).to.deep.equal({ seed: 1, duplicateDelivery: 1 });
    expect(read("--chaos-duplicate-notification", "1").chaos).to.deep.equal({ seed: 1, duplicateNotification: 1 });
    expect(read("--chaos-refuse-task", "1").chaos).to.deep.equal({ seed: 1, refuseTask: 1 });
  });

  it("gives functions more processes if told so", () => {
    expect(read("--environments", "24").environmentsPerFunction).to.equal(24);
    expect(read()).not.to.have.property("environmentsPerFunction");
  });

  for (const [args, message] of [
    ["--port 65536", "It must be a port from 0 to 65535."],
    ["--port 1.5", "It must be a port from 0 to 65535."],
    ["--port x", "It must be a port from 0 to 65535."],
    ["--chaos -1", "It must be a whole number."],
    ["--chaos event-aggregator", "It must be a whole number."],
    ["--chaos-kill 1.1", "It must be a share from 0 to 1."],
    ["--chaos-throttle x", "It must be a share from 0 to 1."],
    ["--environments 0", "It must be a whole number from 1 to 1,000."],
    ["--environments 1.5", "It must be a whole number from 1 to 1,000."],
    ["--time-scale 0", "It must be a number from 1 to 10,000."],
    ["--bogus", "unknown option '--bogus'"],
  ] as const) {
    it(`refuses ${args}`, () => {
      expect(() => read(...args.split(" "))).to.throw(message);
    });
  }
});
