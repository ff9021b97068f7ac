import { expect } from "chai";
import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
import { createIam } from "../../../local/iam/createIam";
import type { Iam } from "../../../local/iam/iam";
import type { Services } from "../../../local/services";
import type { MethodPlace, ServiceIntegrationSpec } from "../../../local/services/apigateway/restApi";
import { createKinesis } from "../../../local/services/kinesis/createKinesis";
import { createSns } from "../../../local/services/sns/createSns";
import type { Sns } from "../../../local/services/sns/sns";
import { createSqs } from "../../../local/services/sqs/createSqs";
import type { Sqs } from "../../../local/services/sqs/sqs";
import { HeldClock } from "../../support/heldClock";
import { localKms } from "../../support/kms";
import { grantRole, LOG_GROUP_ARN, NOW, type RestApiUnderTest, startRestApi } from "./restApiUnderTest";

const ARN = "arn:aws:%:us-east-1:000000000000:";
const STREAM_ARN = `${ARN.replace("%", "kinesis")}stream/exits`;
const QUEUE_ARN = `${ARN.replace("%", "sqs")}exits`;
const TOPIC_ARN = `${ARN.replace("%", "sns")}exits`;
const ROLE_ARN = "arn:aws:iam::000000000000:role/integration";
const FORM = { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" };
const INTERNAL = [500, '{"message": "Internal server error"}'];

type Spec = Omit<ServiceIntegrationSpec, keyof MethodPlace>;
type Change = Partial<Spec>;

const base = {
  type: "AWS",
  credentialsArn: ROLE_ARN,
  passthroughBehavior: "NEVER",
  requestParameters: {},
} as const;
const template = (text: string) => ({ requestTemplates: { "application/json": text } });

describe("an integration with another service", () => {
  let api: RestApiUnderTest;
  let sqs: Sqs;
  let sns: Sns;
  let services: Pick<Services, "kinesis" | "sqs" | "sns">;

  beforeEach(async () => {
    const clock = new HeldClock(NOW);
    const metrics = { put() {}, gauge: () => ({ remove() {} }) };
    // The services ask the API's own permissions, which are there once it is started.
    const iam = new Proxy({} as Iam, {
      get: (_, name) => Reflect.get(api?.iam ?? createIam({ report: silentReport }), name),
    });
    const inventory = new Inventory(silentReport);
    const kms = localKms();
    const deps = {
      clock,
      metrics,
      iam,
      kms,
      inventory,
      report: silentReport,
      edgeUrl: "http://127.0.0.1:4510",
    } as unknown as Services;
    sqs = createSqs(deps);
    sns = createSns({ ...deps, sqs });
    services = { kinesis: createKinesis(deps), sqs, sns };
    services.kinesis.createStream({ name: "exits", shardCount: 1, retentionHours: 24, onDemand: false });
    await sqs.createQueue("exits", {});
  });

  afterEach(async () => {
    await api.stop();
    await sqs.stop();
    await sns.stop();
  });

  async function started(integration: Spec, action: string, resource: string, trusted?: string): Promise<void> {
    api = await startRestApi({
      services,
      methods: [
        {
          route: "POST /gates/{gateId}/exit",
          integration,
          responses: [
            { statusCode: "200" },
            { statusCode: "400", selectionPattern: "4\\d\\d" },
            { statusCode: "502", selectionPattern: "5\\d\\d" },
          ],
        },
      ],
      stage: {
        accessLog: {
          logGroupArn: LOG_GROUP_ARN,
          format: "$context.status $context.integration.status $context.integrationErrorMessage",
        },
      },
    });
    grantRole(api.iam, action, resource, trusted);
  }
  const exit = (body: string) => api.send("POST", "/gates/north/exit", { body });

  describe("Kinesis", () => {
    const put = (change: Change = {}): Spec => ({
      ...base,
      service: "kinesis",
      action: "PutRecord",
      ...template(
        `{"StreamName":"exits","PartitionKey":"$input.params('gateId')","Data":"$util.base64Encode($input.json('$'))"}`,
      ),
      ...change,
    });
    const records = async () => {
      const { reader } = services.kinesis;
      const [shard] = await reader.shards(STREAM_ARN);
      const iterator = await reader.iterator(STREAM_ARN, shard?.shardId ?? "", "TRIM_HORIZON");
      return (await reader.records(iterator, 10)).records.map(({ kinesis: { partitionKey, data } }) => [
        partitionKey,
        Buffer.from(data, "base64").toString(),
      ]);
    };

    it("puts a record, and hands on what Kinesis answers", async () => {
      await started(put(), "kinesis:PutRecord", STREAM_ARN);

      const { status, headers, body } = await exit('{"card":"c-1"}');

      expect([status, headers["content-type"]]).to.deep.equal([200, "application/json"]);
      expect(JSON.parse(body)).to.have.all.keys("ShardId", "SequenceNumber", "EncryptionType");
      expect(await records()).to.deep.equal([["north", '{"card":"c-1"}']]);
      expect(api.logLines.map(({ message }) => message)).to.deep.equal(["200 200 -"]);
    });

    it("puts several records", async () => {
      const entry = `#foreach($c in $input.path('$.cards')){"PartitionKey":"p","Data":"$util.base64Encode($c)"}#if($foreach.hasNext),#end#end`;
      const integration = put({ action: "PutRecords", ...template(`{"StreamName":"exits","Records":[${entry}]}`) });
      await started(integration, "kinesis:PutRecords", STREAM_ARN);

      const { status } = await exit('{"cards":["c-1","c-2"]}');

      expect(status).to.equal(200);
      expect(await records()).to.deep.equal([
        ["p", "c-1"],
        ["p", "c-2"],
      ]);
    });

    it("answers by the pattern for what Kinesis refuses, and says so in the access log", async () => {
      await started(put(template('{"StreamName":"none","PartitionKey":"p","Data":""}')), "kinesis:PutRecord", "*");

      const { status, body } = await exit("{}");

      expect(status).to.equal(400);
      expect(JSON.parse(body).__type).to.equal("ResourceNotFoundException");
      expect(api.logLines[0]?.message).to.equal("400 400 Stream none under account 000000000000 not found.");
    });

    it("answers by the pattern for what its template makes that is no JSON", async () => {
      await started(put(template("{")), "kinesis:PutRecord", STREAM_ARN);

      const { status, body } = await exit("{}");

      expect([status, JSON.parse(body).__type]).to.deep.equal([400, "SerializationException"]);
    });

    it("does what its role may do only, and names the statement", async () => {
      await started(put(), "kinesis:PutRecords", STREAM_ARN);

      const { status, body } = await exit("{}");

      expect(status).to.equal(400);
      expect(JSON.parse(body).message).to.contain("is not authorized to perform: kinesis:PutRecord on resource");
      expect(api.warnings.at(-1)).to.contain("kinesis:PutRecord").and.to.contain(STREAM_ARN);
      expect(await records()).to.deep.equal([]);
    });

    it("answers 500 where API Gateway may not take its role on, and names the statement", async () => {
      await started(put(), "kinesis:PutRecord", STREAM_ARN, "lambda.amazonaws.com");

      const { status, body } = await exit("{}");

      expect([status, body]).to.deep.equal(INTERNAL);
      expect(api.warnings.at(-1)).to.contain("sts:AssumeRole").and.to.contain("apigateway.amazonaws.com");
      expect(api.logLines[0]?.message).to.contain("500 403 The IAM role configured on the integration");
    });
  });

  describe("SQS", () => {
    const send = (change: Change): Spec => ({ ...base, service: "sqs", ...template(""), ...change });
    const messages = async () => {
      const options = { max: 10, waitSeconds: 0, signal: new AbortController().signal };
      return (await sqs.receive(QUEUE_ARN, options)).map(({ body, messageAttributes }) => [
        body,
        messageAttributes.gate?.stringValue,
      ]);
    };
    const attribute =
      "&MessageAttribute.1.Name=gate&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=$input.params('gateId')";

    const forms: [what: string, change: Change][] = [
      [
        "by a form and a path",
        {
          path: "000000000000/exits",
          requestParameters: FORM,
          ...template(`Action=SendMessage&MessageBody=$util.urlEncode($input.body)${attribute}`),
        },
      ],
      [
        "by a form with the queue's URL",
        {
          action: "SendMessage",
          requestParameters: FORM,
          ...template(
            `QueueUrl=$util.urlEncode('http://127.0.0.1:4510/000000000000/exits')&MessageBody=$util.urlEncode($input.body)${attribute}`,
          ),
        },
      ],
      [
        "by JSON",
        {
          path: "000000000000/exits",
          requestParameters: {
            "integration.request.header.Content-Type": "'application/x-amz-json-1.0'",
            "integration.request.header.X-Amz-Target": "'AmazonSQS.SendMessage'",
          },
          ...template(
            `{"QueueUrl":"http://127.0.0.1:4510/000000000000/exits","MessageBody":"$util.escapeJavaScript($input.body).replaceAll("\\\\'","'")",` +
              `"MessageAttributes":{"gate":{"DataType":"String","StringValue":"$input.params('gateId')"}}}`,
          ),
        },
      ],
    ];
    for (const [what, change] of forms) {
      it(`sends a message ${what}`, async () => {
        await started(send(change), "sqs:SendMessage", QUEUE_ARN);

        const { status, body } = await exit(`{"a":"b&c='ö"}`);

        expect(status).to.equal(200);
        expect(body).to.match(/"MessageId":"[0-9a-f-]{36}"/);
        expect(await messages()).to.deep.equal([[`{"a":"b&c='ö"}`, "north"]]);
      });
    }

    it("sends a message by parameters of the query string, and delays it", async () => {
      const query = "integration.request.querystring.";
      const integration = send({
        action: "SendMessage",
        passthroughBehavior: "WHEN_NO_MATCH",
        requestTemplates: {},
        requestParameters: {
          [`${query}QueueUrl`]: "'http://127.0.0.1:4510/000000000000/exits'",
          [`${query}MessageBody`]: "method.request.body",
          [`${query}DelaySeconds`]: "'60'",
        },
      });
      await started(integration, "sqs:SendMessage", QUEUE_ARN);

      expect((await exit("text")).status).to.equal(200);
      expect(sqs.depth(QUEUE_ARN)).to.deep.include({ visible: 0, delayed: 1 });
    });

    it("answers with JSON of the query protocol's names, errors too", async () => {
      const path = "000000000000/exits";
      await started(send({ path, requestParameters: FORM, ...template("Action=SendMessage") }), "sqs:SendMessage", "*");

      const { status, body } = await exit("{}");

      expect(status).to.equal(400);
      expect(JSON.parse(body).Error.Type).to.equal("Sender");
      expect(await messages()).to.deep.equal([]);
    });

    it("calls no other action", async () => {
      const path = "000000000000/exits";
      await started(send({ path, requestParameters: FORM, ...template("Action=PurgeQueue") }), "sqs:*", "*");

      const { status, body } = await exit("{}");

      expect(status).to.equal(400);
      expect(JSON.parse(body).Error).to.deep.include({ Code: "InvalidAction" });
    });
  });

  describe("SNS", () => {
    const publish: Spec = {
      ...base,
      service: "sns",
      action: "Publish",
      requestParameters: FORM,
      ...template(`TopicArn=$util.urlEncode('${TOPIC_ARN}')&Subject=exit&Message=$util.urlEncode($input.body)`),
    };

    it("publishes a message", async () => {
      await started(publish, "sns:Publish", TOPIC_ARN);
      sns.putTopic({ arn: TOPIC_ARN, name: "exits" });

      const { status, body } = await exit('{"a":1}');

      expect(status).to.equal(200);
      expect(JSON.parse(body).PublishResponse.PublishResult.MessageId).to.match(/^[0-9a-f-]{36}$/);
    });

    it("answers by the pattern where its role may not publish", async () => {
      await started(publish, "sns:Subscribe", TOPIC_ARN);
      sns.putTopic({ arn: TOPIC_ARN, name: "exits" });

      const { status, body } = await exit("{}");

      expect(status).to.equal(400);
      expect(JSON.parse(body).Error.Message).to.contain("is not authorized to perform: sns:Publish");
    });
  });
});
