// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are references of API Gateway
import { expect } from "chai";
import { type QueueUnderTest, ROLE_ARN, startQueueApi } from "./queueUnderTest";

const ARN = "arn:aws:events:us-east-1:000000000000";
const RULE_ARN = `${ARN}:rule/orders/paid`;
const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:told";

describe("an HTTP API that puts events on a bus", () => {
  let api: QueueUnderTest;

  async function start(parameters: Record<string, string> = {}): Promise<QueueUnderTest> {
    const requestParameters = {
      ...{ EventBusName: "orders", Source: "shop", DetailType: "$request.header.kind", Detail: "$request.body" },
      ...parameters,
    };
    api = await startQueueApi({ integration: { integrationSubtype: "EventBridge-PutEvents", requestParameters } });
    api.events.createBus("orders");
    const pattern = JSON.stringify({ source: ["shop"] });
    api.events.putRule({ arn: RULE_ARN, name: "paid", bus: "orders", pattern, enabled: true });
    api.events.putTarget({ ruleArn: RULE_ARN, id: "t", arn: FUNCTION_ARN });
    api.iam.putResourcePolicy(
      FUNCTION_ARN,
      "rule",
      policy({ Principal: { Service: "events.amazonaws.com" }, Action: "lambda:InvokeFunction", Resource: "*" }),
    );
    return api;
  }
  const policy = (statement: object) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
  const permit = () =>
    api.iam.putRolePolicy(ROLE_ARN, "put", policy({ Action: "events:PutEvents", Resource: `${ARN}:event-bus/orders` }));
  const send = (body: string) => api.send("POST", "/webhook/shop", { body, headers: { kind: "Order" } });

  afterEach(() => api.stop());

  it("puts a request's body as an event's detail, and answers with EventBridge's answer", async () => {
    await start({ Resources: '["order/${request.path.source}"]' });
    permit();

    const { status, body } = await send('{"state":"paid"}');
    await api.events.delivered();

    const { Entries, ...rest } = JSON.parse(body) as { Entries: { EventId: string }[] };
    expect([status, rest]).to.deep.equal([200, { FailedEntryCount: 0 }]);
    expect(api.told).to.have.length(1);
    expect(api.told[0]).to.deep.include({
      ...{
        id: Entries[0]?.EventId,
        source: "shop",
        "detail-type": "Order",
        resources: ["order/shop"],
        detail: { state: "paid" },
      },
    });
  });

  it("tells the client of an entry that EventBridge does not take", async () => {
    await start();
    permit();

    const { status, body } = await send("no object");

    expect([status, JSON.parse(body)]).to.deep.equal([
      200,
      { FailedEntryCount: 1, Entries: [{ ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." }] },
    ]);
  });

  it("is refused without the permission", async () => {
    await start();

    const { status, body } = await send("{}");

    expect([status, api.told]).to.deep.equal([403, []]);
    expect(body).to.contain("is not authorized to perform: events:PutEvents");
  });

  it("asks for a list where it needs one", async () => {
    await start({ Resources: "$request.path.source" });

    const { status, body } = await send("{}");

    expect([status, JSON.parse(body)]).to.deep.equal([
      400,
      { message: "Unable to parse Resources: it is not a JSON list once its values are put in." },
    ]);
  });
});
