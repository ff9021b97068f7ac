import { expect } from "chai";
import { endpointOf } from "../../../cli/load/endpoint";

const sources = {
  local: async () => ({ eventAggregator: { apiEndpoint: "http://local" } }),
  stack: async (name: string) => ({ eventAggregator: { apiEndpoint: `https://${name}` }, webhooks: {} }),
};

describe("endpointOf", () => {
  it("prefers what is given", async () => {
    expect(await endpointOf("eventAggregator", { endpoint: "http://given" }, sources)).to.equal("http://given");
  });

  it("takes a stack's outputs", async () => {
    expect(await endpointOf("eventAggregator", { stack: "dev" }, sources)).to.equal("https://dev");
  });

  it("takes what runs here by default", async () => {
    expect(await endpointOf("eventAggregator", {}, sources)).to.equal("http://local");
  });

  it("says what there is instead of a missing system", async () => {
    const failure = await endpointOf("webhooks", { stack: "dev" }, sources).catch((error: Error) => error);

    expect((failure as Error).message).to.equal(
      "there is no webhooks.apiEndpoint in the outputs of stack dev (only eventAggregator, webhooks): run that system, or pass --endpoint URL",
    );
  });
});
