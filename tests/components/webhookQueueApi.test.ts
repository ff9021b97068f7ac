import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { WebhookQueue } from "../../components/webhookQueue";
import type { HttpHandler } from "../../functions/shared/http/reply";
import { httpRequest } from "../functions/support/httpRequest";
import { silenceTelemetry } from "../functions/support/telemetry";
import { artifactOf, loadArtifact } from "../support/artifact";
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

  it("hands on the headers that a source is to have, before all that they must not forge", async () => {
    const headers = ["Content-Type", "x-github-event"];
    const along = await runWith({ sources: { github: { secret: "s3cret", headers } } });

    expect(attributesOf(along, "hooks-api-from-github")).to.deep.equal([
      ["header.content-type", variable("request.header.content-type")],
      ["header.x-github-event", variable("request.header.x-github-event")],
      ["signature", variable("request.header.x-hub-signature-256")],
      ["requestId", variable("context.requestId")],
      ["receivedAt", variable("context.requestTimeEpoch")],
      ["source", text("github")],
    ]);
  });

  it("takes a source's signature and delivery id, and names the source last, where no header can forge it", () => {
    expect(attributesOf(run, "hooks-api-from-github")).to.deep.equal([
      ["signature", variable("request.header.x-hub-signature-256")],
      ["deliveryId", variable("request.header.x-github-delivery")],
      ["requestId", variable("context.requestId")],
      ["receivedAt", variable("context.requestTimeEpoch")],
      ["source", text("github")],
    ]);
  });

  it("makes each request a delivery where the source has no header for it", () => {
    expect(attributesOf(run, "hooks-api-from-shop")).to.deep.equal([
      ["signature", variable("request.header.x-shop-hmac")],
      ["requestId", variable("context.requestId")],
      ["receivedAt", variable("context.requestTimeEpoch")],
      ["source", text("shop")],
    ]);
  });

  it("asks nothing of a source that signs nothing", () => {
    expect(attributesOf(run, "hooks-api-from-meter")).to.deep.equal([
      ["requestId", variable("context.requestId")],
      ["receivedAt", variable("context.requestTimeEpoch")],
      ["source", text("meter")],
    ]);
  });

  it("takes webhooks of other sources, too, by the path", () => {
    expect(attributesOf(run, "hooks-api-from-others")).to.deep.equal([
      ["source", variable("request.path.source")],
      ["requestId", variable("context.requestId")],
      ["receivedAt", variable("context.requestTimeEpoch")],
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

  it("asks for the headers that a scheme signs, and knows a delivery by the scheme's", async () => {
    const signing = await runWith({
      sources: {
        events: { scheme: "standard-webhooks", secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" },
        billing: { scheme: "stripe", secret: "whsec_1" },
        till: { scheme: "square", secret: ["new", "old"] },
      },
    });

    expect(signing.errors).to.deep.equal([]);
    expect(attributesOf(signing, "hooks-api-from-events")).to.deep.equal([
      ["signature", variable("request.header.webhook-signature")],
      ["timestamp", variable("request.header.webhook-timestamp")],
      ["deliveryId", variable("request.header.webhook-id")],
      ["requestId", variable("context.requestId")],
      ["receivedAt", variable("context.requestTimeEpoch")],
      ["source", text("events")],
    ]);
    expect(attributesOf(signing, "hooks-api-from-billing").map(([name]) => name)).to.deep.equal([
      "signature",
      "requestId",
      "receivedAt",
      "source",
    ]);
    const { secretString } = inputsOf(signing, "aws:secretsmanager/secretVersion:SecretVersion", "hooks-secrets-value");
    expect(JSON.parse(pulumi.runtime.unwrapRpcSecret(secretString))).to.deep.equal({
      events: { secret: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], scheme: "standard-webhooks" },
      billing: { secret: ["whsec_1"], scheme: "stripe" },
      till: {
        secret: ["new", "old"],
        scheme: "square",
        url: "https://hooks-api-id.execute-api.us-east-1.amazonaws.com/webhook/till",
      },
    });
  });

  it("tells the function in front by which header a delivery is known, where the source names one", async () => {
    const pages = {
      scheme: "meta",
      secret: "s3cret",
      verifyToken: "word",
      deliveryIdHeader: "X-Page-Delivery",
    } as const;

    const known = await runWith({ sources: { pages } });

    const { secretString } = inputsOf(known, "aws:secretsmanager/secretVersion:SecretVersion", "hooks-secrets-value");
    expect(JSON.parse(pulumi.runtime.unwrapRpcSecret(secretString)).pages).to.deep.equal({
      secret: ["s3cret"],
      scheme: "meta",
      verifyToken: "word",
      deliveryIdHeader: "x-page-delivery",
    });
  });

  describe("with sources that need an answer", () => {
    let front: Run<unknown>;

    before(async () => {
      front = await runWith({
        sources: {
          chat: { scheme: "slack", secret: "s3cret" },
          pages: { scheme: "meta", secret: "s3cret", verifyToken: "word" },
          billing: { scheme: "stripe", secret: "whsec_1", front: true },
          github: { scheme: "github", secret: "s3cret" },
        },
      });
      expect(front.errors).to.deep.equal([]);
    });

    it("puts one function in front of the queue for them, and for them alone", () => {
      const keys = front.registrations
        .filter(({ type }) => type === ROUTE)
        .map(({ inputs }) => [inputs.routeKey, inputs.target]);

      expect(keys).to.have.deep.members([
        ["POST /webhook/chat", "integrations/hooks-api-front-id"],
        ["POST /webhook/pages", "integrations/hooks-api-front-id"],
        ["GET /webhook/pages", "integrations/hooks-api-front-id"],
        ["POST /webhook/billing", "integrations/hooks-api-front-id"],
        ["POST /webhook/github", "integrations/hooks-api-from-github-id"],
        ["POST /webhook/{source}", "integrations/hooks-api-from-others-id"],
      ]);
    });

    it("lets it send to the queue and read what the sources sign with", () => {
      const statements = statementsOf(front, "hooks-api-front-policy").slice(-2);

      expect(statements).to.deep.equal([
        {
          Effect: "Allow",
          Action: ["sqs:SendMessage"],
          Resource: ["arn:aws:sqs:us-east-1:111122223333:hooks-queue-name"],
        },
        {
          Effect: "Allow",
          Action: ["secretsmanager:GetSecretValue"],
          Resource: ["arn:aws:secretsmanager:us-east-1:111122223333:secret:hooks-secrets-name"],
        },
      ]);
    });

    it("takes at most 100 KB for it, and 25 KB compressed, and it runs", async () => {
      const artifact = await artifactOf(front, "hooks-api-front");
      silenceTelemetry();
      Object.assign(process.env, {
        QUEUE_URL: "https://sqs.test/queue",
        SECRETS_ARN: "arn:aws:secretsmanager:::secret:s",
      });
      const send = async () => ({ SecretString: '{"chat":{"secret":["s3cret"],"scheme":"slack"}}' });
      const sdk = (name: string) =>
        name.startsWith("@aws-sdk/")
          ? new Proxy(
              {},
              {
                get: () =>
                  class {
                    readonly send = send;
                  },
              },
            )
          : createRequire(__filename)(name);
      const handler = loadArtifact(artifact, sdk) as HttpHandler;

      const reply = await handler(httpRequest("POST /webhook/chat", { body: "{}", headers: {} }));
      for (const name of ["QUEUE_URL", "SECRETS_ARN"]) delete process.env[name];

      expect(reply.statusCode).to.equal(401);
      expect(Buffer.byteLength(artifact)).to.be.below(100_000);
      expect(gzipSync(artifact).length).to.be.below(25_000);
    });
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
