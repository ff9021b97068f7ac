import { expect } from "chai";
import { WebhookQueue } from "../../components/webhookQueue";
import { inputsOf, type Run, runProgram } from "../support/program";
import { statementsOf } from "../support/statements";
import { NETWORK, runWith } from "./webhookQueueUnderTest";

const INTEGRATION = "aws:apigatewayv2/integration:Integration";
const ROUTE = "aws:apigatewayv2/route:Route";
const QUEUE_URL = "https://sqs.us-east-1.amazonaws.com/111122223333/hooks-queue-name";

function text(StringValue: string) {
  return { DataType: "String", StringValue };
}

function variable(name: string) {
  return text(`\${${name}}`);
}

/** The attributes in their order, which decides which of two of one name counts. */
function attributesOf(run: Run<unknown>, integration: string): [string, unknown][] {
  const { requestParameters } = inputsOf(run, INTEGRATION, integration);
  return Object.entries(JSON.parse((requestParameters as Record<string, string>).MessageAttributes ?? ""));
}

describe("WebhookQueue's API", () => {
  let run: Run<unknown>;

  before(async () => {
    run = await runWith({
      sources: {
        github: { secret: "s3cret", deliveryIdHeader: "X-GitHub-Delivery" },
        shop: { secret: "other", signatureHeader: "X-Shop-Hmac" },
        meter: { auth: "public" },
        till: { auth: "iam" },
      },
    });
    expect(run.errors).to.deep.equal([]);
  });

  it("sends the body as it is into the queue, with no function in between, and answers 202", () => {
    const { requestParameters, ...integration } = inputsOf(run, INTEGRATION, "hooks-api-from-github");

    const { MessageAttributes: _, ...parameters } = requestParameters as Record<string, string>;
    expect(integration).to.deep.equal({
      apiId: "hooks-api-id",
      integrationType: "AWS_PROXY",
      integrationSubtype: "SQS-SendMessage",
      payloadFormatVersion: "1.0",
      credentialsArn: "arn:aws:iam::111122223333:role/hooks-api-sender-role-name",
      responseParameters: [{ statusCode: "200", mappings: { "overwrite:statuscode": "202" } }],
    });
    expect(parameters).to.deep.equal({ QueueUrl: QUEUE_URL, MessageBody: "$request.body" });
  });

  it("sends it in the name of a role that API Gateway alone may assume, and that may do nothing else", () => {
    const { assumeRolePolicy } = inputsOf(run, "aws:iam/role:Role", "hooks-api-sender-role");

    expect(JSON.parse(assumeRolePolicy as string).Statement).to.deep.equal([
      { Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" },
    ]);
    expect(statementsOf(run, "hooks-api-sender-policy")).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["sqs:SendMessage"],
        Resource: ["arn:aws:sqs:us-east-1:111122223333:hooks-queue-name"],
      },
    ]);
  });

  it("takes a source's signature and delivery id, and names the source last, where no header can forge it", () => {
    expect(attributesOf(run, "hooks-api-from-github")).to.deep.equal([
      ["signature", variable("request.header.x-hub-signature-256")],
      ["deliveryId", variable("request.header.x-github-delivery")],
      ["requestId", variable("context.requestId")],
      ["source", text("github")],
    ]);
  });

  it("makes each request a delivery where the source has no header for it", () => {
    expect(attributesOf(run, "hooks-api-from-shop")).to.deep.equal([
      ["signature", variable("request.header.x-shop-hmac")],
      ["requestId", variable("context.requestId")],
      ["source", text("shop")],
    ]);
  });

  it("asks nothing of a source that signs nothing", () => {
    expect(attributesOf(run, "hooks-api-from-meter")).to.deep.equal([
      ["requestId", variable("context.requestId")],
      ["source", text("meter")],
    ]);
  });

  it("takes webhooks of other sources, too, by the path", () => {
    expect(attributesOf(run, "hooks-api-from-others")).to.deep.equal([
      ["source", variable("request.path.source")],
      ["requestId", variable("context.requestId")],
    ]);
  });

  for (const [name, routeKey] of Object.entries({
    "hooks-api-from-github": "POST /webhook/github",
    "hooks-api-from-shop": "POST /webhook/shop",
    "hooks-api-from-meter": "POST /webhook/meter",
    "hooks-api-from-others": "POST /webhook/{source}",
  })) {
    it(`routes ${routeKey}`, () => {
      expect(inputsOf(run, ROUTE, name)).to.deep.equal({
        apiId: "hooks-api-id",
        routeKey,
        target: `integrations/${name}-id`,
      });
    });
  }

  it("has a source that signs nothing sign its requests, where it is told so", () => {
    expect(inputsOf(run, ROUTE, "hooks-api-from-till")).to.deep.equal({
      apiId: "hooks-api-id",
      routeKey: "POST /webhook/till",
      target: "integrations/hooks-api-from-till-id",
      authorizationType: "AWS_IAM",
    });
  });

  it("takes those of known sources only, unless told otherwise", async () => {
    const sources = { meter: { auth: "public" } } as const;
    const closed = await runProgram(
      () => new WebhookQueue("hooks", { network: NETWORK, externalApiUrl: "https://api.example.com", sources }),
    );

    const routes = closed.registrations.filter(({ type }) => type === ROUTE);
    expect(routes.map(({ inputs }) => inputs.routeKey)).to.deep.equal(["POST /webhook/meter"]);
  });

  it("has one stage, throttled, with an access log", () => {
    const { accessLogSettings, ...stage } = inputsOf(run, "aws:apigatewayv2/stage:Stage", "hooks-api-stage");

    expect((accessLogSettings as { destinationArn: string }).destinationArn).to.equal(
      "arn:aws:logs:us-east-1:111122223333:log-group:hooks-api-access-log-name",
    );
    expect(stage).to.deep.include({
      apiId: "hooks-api-id",
      name: "$default",
      autoDeploy: true,
      defaultRouteSettings: { throttlingRateLimit: 1_000, throttlingBurstLimit: 2_000 },
    });
  });
});

describe("WebhookQueue with a FIFO queue", () => {
  let run: Run<unknown>;

  before(async () => {
    run = await runWith({
      fifo: { groupIdHeader: "X-Order" },
      sources: { github: { auth: "public", deliveryIdHeader: "X-GitHub-Delivery" } },
    });
  });

  it("has a queue and a dead-letter queue of that kind", () => {
    for (const name of ["hooks-queue", "hooks-queue-dead-letters"]) {
      expect(inputsOf(run, "aws:sqs/queue:Queue", name).fifoQueue).to.equal(true);
    }
    expect(inputsOf(run, "aws:sqs/queue:Queue", "hooks-quarantine").fifoQueue).to.equal(undefined);
  });

  it("groups by the header, and knows repeats by the delivery id", () => {
    const { requestParameters } = inputsOf(run, INTEGRATION, "hooks-api-from-github");

    expect(requestParameters).to.deep.include({
      MessageGroupId: "$request.header.x-order",
      MessageDeduplicationId: "$request.header.x-github-delivery",
    });
  });

  it("knows no repeats where there is no delivery id", () => {
    const { requestParameters } = inputsOf(run, INTEGRATION, "hooks-api-from-others");

    expect(requestParameters).to.deep.include({
      MessageGroupId: "$request.header.x-order",
      MessageDeduplicationId: "$context.requestId",
    });
  });
});
