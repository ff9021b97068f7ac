import { expect } from "chai";
import { targetOf } from "../../../cli/load/endpoint";

const sources = {
  local: async () => ({ eventAggregator: { apiEndpoint: "http://local", failureQueueUrl: "http://queue" } }),
  stack: async (name: string) => ({ eventAggregator: { apiEndpoint: `https://${name}` }, webhooks: {} }),
};

describe("targetOf", () => {
  it("prefers what is given", async () => {
    expect(await targetOf("eventAggregator", { endpoint: "http://given" }, sources)).to.deep.equal({
      endpoint: "http://given",
    });
  });

  it("takes a stack's outputs", async () => {
    expect(await targetOf("eventAggregator", { stack: "dev" }, sources)).to.deep.equal({ endpoint: "https://dev" });
  });

  it("takes what runs here by default", async () => {
    expect(await targetOf("eventAggregator", {}, sources)).to.deep.equal({
      endpoint: "http://local",
      failureQueueUrl: "http://queue",
    });
  });

  it("says what there is instead of a missing system", async () => {
    const failure = await targetOf("webhooks", { stack: "dev" }, sources).catch((error: Error) => error);

    expect((failure as Error).message).to.equal(
      "there is no webhooks.apiEndpoint in the outputs of stack dev (only eventAggregator, webhooks): run that system, or pass --endpoint URL",
    );
  });
});
