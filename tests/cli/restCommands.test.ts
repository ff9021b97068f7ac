import { expect } from "chai";
import type { Resource } from "../../cli/endpoints";
import { restCommands } from "../../cli/restCommands";

const STAGE: Resource = {
  type: "aws:apigateway/stage:Stage",
  state: { restApi: "a", stageName: "live", invokeUrl: "http://x/execute-api/a/live" },
};
const part = (id: string, path: string): Resource => ({
  id,
  type: "aws:apigateway/resource:Resource",
  state: { path },
});
const method = (resourceId: string, httpMethod: string, apiKeyRequired = false, restApi = "a"): Resource => ({
  type: "aws:apigateway/method:Method",
  state: { restApi, resourceId, httpMethod, apiKeyRequired },
});

const EXAMPLES = { parameters: { gateId: "hq-1" }, bodies: { "POST /gates/{gateId}/enter": { card_id: "card-1" } } };

describe("the commands for REST APIs", () => {
  it("give a method that needs a key the first of a plan with its stage", () => {
    const commands = restCommands(
      [
        STAGE,
        part("r1", "/gates/{gateId}/enter"),
        method("r1", "POST", true),
        { id: "k1", type: "aws:apigateway/apiKey:ApiKey", state: { value: "the-other-key" } },
        { id: "k2", type: "aws:apigateway/apiKey:ApiKey", state: { value: "the-key" } },
        { id: "p1", type: "aws:apigateway/usagePlan:UsagePlan", state: { apiStages: [{ apiId: "b", stage: "live" }] } },
        { id: "p2", type: "aws:apigateway/usagePlan:UsagePlan", state: { apiStages: [{ apiId: "a", stage: "live" }] } },
        { type: "aws:apigateway/usagePlanKey:UsagePlanKey", state: { usagePlanId: "p1", keyId: "k1" } },
        { type: "aws:apigateway/usagePlanKey:UsagePlanKey", state: { usagePlanId: "p2", keyId: "k2" } },
      ],
      EXAMPLES,
    );

    expect(commands).to.deep.equal([
      "curl -X POST 'http://x/execute-api/a/live/gates/hq-1/enter' -H 'x-api-key: the-key' " +
        `-H 'content-type: application/json' -d '{"card_id":"card-1"}'`,
    ]);
  });

  it("leave the key out where none is needed, and other APIs to their own stages", () => {
    const commands = restCommands(
      [
        STAGE,
        part("r1", "/items"),
        method("r1", "GET"),
        method("r1", "DELETE"),
        method("r1", "OPTIONS"),
        method("r1", "GET", false, "b"),
      ],
      EXAMPLES,
    );

    expect(commands).to.deep.equal([
      "curl 'http://x/execute-api/a/live/items'",
      "curl -X DELETE 'http://x/execute-api/a/live/items'",
    ]);
  });
});
