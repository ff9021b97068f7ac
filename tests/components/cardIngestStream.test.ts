import { expect } from "chai";
import type { CardIngestStream } from "../../components/cardIngestStream";
import { inputsOf, type Run } from "../support/program";
import { runWith } from "./cardIngestStreamUnderTest";

describe("CardIngestStream", () => {
  let run: Run<CardIngestStream>;

  before(async function () {
    this.timeout(120_000);
    run = await runWith();
    expect(run.errors).to.deep.equal([]);
  });

  it("asks every caller of the gates' API for a key and a body that fits", () => {
    for (const method of ["enter", "exit"]) {
      expect(inputsOf(run, "aws:apigateway/method:Method", `cards-gates-${method}-method`)).to.deep.include({
        httpMethod: "POST",
        authorization: "NONE",
        apiKeyRequired: true,
        requestValidatorId: "cards-gates-validator-id",
        requestModels: { "application/json": method },
        requestParameters: { "method.request.path.gateId": true },
      });
    }
  });

  it("takes exits for entered nowhere but in the stream", () => {
    expect(inputsOf(run, "aws:apigateway/integration:Integration", "cards-gates-exit-integration")).to.deep.include({
      type: "AWS",
      integrationHttpMethod: "POST",
      uri: "arn:aws:apigateway:us-east-1:kinesis:action/PutRecord",
      passthroughBehavior: "NEVER",
    });
  });
});
