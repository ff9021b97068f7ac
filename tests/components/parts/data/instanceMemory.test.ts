import { expect } from "chai";
import { connectionsThatFit } from "../../../../components/parts/data/instanceMemory";

describe("connectionsThatFit", () => {
  for (const [instanceClass, connections] of [
    ["db.t4g.micro", 112],
    ["db.t3.small", 225],
    ["db.t4g.medium", 450],
    ["db.m7g.large", 901],
    ["db.r6g.large", 1802],
    ["db.m6i.xlarge", 1802],
    ["db.m5.12xlarge", 5000],
  ] as const) {
    it(`reckons ${connections} for ${instanceClass}`, () => {
      expect(connectionsThatFit(instanceClass)).to.equal(connections);
    });
  }

  for (const instanceClass of ["db.z1d.large", "db.t4g.tiny", "db.serverless", "t4g.micro"]) {
    it(`knows nothing of ${instanceClass}`, () => {
      expect(connectionsThatFit(instanceClass)).to.equal(undefined);
    });
  }
});
