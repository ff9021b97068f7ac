import { expect } from "chai";
import { readEnvironment } from "../../../../components/parts/lambda/environment";

describe("readEnvironment", () => {
  afterEach(() => {
    delete process.env.SLUICE_TEST_TABLE;
  });

  it("returns the variables it is asked for, and no others", () => {
    process.env.SLUICE_TEST_TABLE = "events";

    expect(readEnvironment(["SLUICE_TEST_TABLE"])).to.deep.equal({ SLUICE_TEST_TABLE: "events" });
  });

  it("names the variable that is missing", () => {
    expect(() => readEnvironment(["SLUICE_TEST_TABLE"])).to.throw(
      "environment variable SLUICE_TEST_TABLE is missing: the component sets it in the function's configuration",
    );
  });
});
