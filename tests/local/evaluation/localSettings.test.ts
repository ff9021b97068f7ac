import { expect } from "chai";
import { readLocalSettings } from "../../../local/evaluation/localSettings";

describe("readLocalSettings", () => {
  it("reads the account's limit of Lambda's concurrency", () => {
    expect(readLocalSettings({ "local:lambdaConcurrency": "10", "sluice:a": "b" })).to.deep.equal({
      lambdaConcurrency: 10,
    });
  });

  it("leaves AWS's own limits to a stack that says nothing", () => {
    expect(readLocalSettings({ "sluice:a": "b" })).to.deep.equal({});
  });

  for (const [config, message] of [
    [{ "local:lambdaConcurrency": "many" }, 'local:lambdaConcurrency must be a whole number of at least 1, got "many"'],
    [{ "local:lambdaConcurrency": "0" }, 'local:lambdaConcurrency must be a whole number of at least 1, got "0"'],
    [
      { "local:lambdas": "1" },
      "local:lambdas is no setting of the local cloud: it knows local:lambdaConcurrency, local:stackOutputs",
    ],
  ] as const) {
    it(`refuses ${JSON.stringify(config)}`, () => {
      expect(() => readLocalSettings(config)).to.throw(message);
    });
  }
});
