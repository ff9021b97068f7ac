import { expect } from "chai";
import { createEdge, type Edge } from "../../../local/edge/edge";
import { startSqs, type TestSqs } from "./support";

/** A client from before SQS spoke JSON: it writes forms, and reads XML. */
describe("SQS's query protocol", () => {
  let test: TestSqs;
  let edge: Edge;
  let path: string;

  before(async () => {
    test = await startSqs();
    const iam = {
      principalOf: () => ({ kind: "operator", arn: "arn:aws:iam::000000000000:root" }) as const,
      authorize() {},
      allows: () => true,
    };
    edge = await createEdge({ iam, report: { info() {}, warn() {} } as never }, { port: 0, host: "127.0.0.1" });
    edge.register(test.sqs.api);
    path = new URL((await test.sqs.createQueue("orders", { VisibilityTimeout: "0" })).url).pathname;
  });
  after(async () => {
    await edge.stop();
    await test.close();
  });

  const authorization =
    "AWS4-HMAC-SHA256 Credential=key/20260301/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0";

  async function call(Action: string, form: Record<string, string> = {}): Promise<{ status: number; xml: string }> {
    const response = await fetch(edge.url + path, {
      method: "POST",
      headers: { authorization, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ Action, Version: "2012-11-05", ...form }),
    });
    return { status: response.status, xml: await response.text() };
  }

  const inXml = (xml: string, name: string) =>
    [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, text]) => text);

  it("sends and receives a message with its attributes", async () => {
    const sent = await call("SendMessage", {
      MessageBody: "a & b",
      DelaySeconds: "0",
      "MessageAttribute.1.Name": "tenant",
      "MessageAttribute.1.Value.DataType": "String",
      "MessageAttribute.1.Value.StringValue": "acme",
    });
    const { xml } = await call("ReceiveMessage", {
      MaxNumberOfMessages: "10",
      "MessageAttributeName.1": "All",
      "AttributeName.1": "ApproximateReceiveCount",
    });

    expect(sent.status).to.equal(200);
    expect(xml).to.contain("<Message><MessageId>");
    expect(inXml(xml, "Body")).to.deep.equal(["a &amp; b"]);
    expect(xml).to.contain("<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>");
    expect(xml).to.contain("<MessageAttribute><Name>tenant</Name><Value><DataType>String</DataType>");
    expect(inXml(xml, "MD5OfMessageAttributes")).to.deep.equal(inXml(sent.xml, "MD5OfMessageAttributes"));
  });

  it("deletes in a batch, entry by entry", async () => {
    const { xml: received } = await call("ReceiveMessage");
    const [handle = ""] = inXml(received, "ReceiptHandle");

    const { xml } = await call("DeleteMessageBatch", {
      "DeleteMessageBatchRequestEntry.1.Id": "good",
      "DeleteMessageBatchRequestEntry.1.ReceiptHandle": handle,
      "DeleteMessageBatchRequestEntry.2.Id": "bad",
      "DeleteMessageBatchRequestEntry.2.ReceiptHandle": "garbage",
    });

    expect(xml).to.contain("<DeleteMessageBatchResultEntry><Id>good</Id></DeleteMessageBatchResultEntry>");
    expect(xml).to.contain("<BatchResultErrorEntry><Id>bad</Id>");
    expect(inXml(xml, "Code")).to.deep.equal(["ReceiptHandleIsInvalid"]);
  });

  it("answers attributes as pairs", async () => {
    const { xml } = await call("GetQueueAttributes", { "AttributeName.1": "QueueArn" });

    expect(xml).to.contain(
      "<Attribute><Name>QueueArn</Name><Value>arn:aws:sqs:us-east-1:000000000000:orders</Value></Attribute>",
    );
    expect(xml).to.not.contain("VisibilityTimeout");
  });

  it("takes a call from the queue's URL alone", async () => {
    const url = `${edge.url}${path}?Action=SendMessage&MessageBody=hello`;

    const response = await fetch(url, { headers: { authorization } });

    expect(response.status).to.equal(200);
    expect(inXml(await response.text(), "MD5OfMessageBody")).to.deep.equal(["5d41402abc4b2a76b9719d911017c592"]);
  });

  it("names errors as it always has", async () => {
    const { status, xml } = await call("GetQueueAttributes", { QueueUrl: "http://127.0.0.1/000000000000/absent" });

    expect(status).to.equal(400);
    expect(inXml(xml, "Code")).to.deep.equal(["AWS.SimpleQueueService.NonExistentQueue"]);
    expect(inXml(xml, "Message")).to.deep.equal(["The specified queue does not exist for this wsdl version."]);
    expect(inXml(xml, "Type")).to.deep.equal(["Sender"]);
  });

  it("has JSON clients find the same code", async () => {
    const response = await fetch(edge.url, {
      method: "POST",
      headers: {
        authorization,
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "AmazonSQS.GetQueueUrl",
      },
      body: JSON.stringify({ QueueName: "absent" }),
    });

    expect(response.headers.get("x-amzn-query-error")).to.equal("AWS.SimpleQueueService.NonExistentQueue;Sender");
    expect(await response.json()).to.deep.include({ __type: "QueueDoesNotExist" });
  });

  it("makes a queue with attributes and tags, and lists its tags", async () => {
    const made = await call("CreateQueue", {
      QueueName: "made",
      "Attribute.1.Name": "VisibilityTimeout",
      "Attribute.1.Value": "7",
      "Tag.1.Key": "team",
      "Tag.1.Value": "a",
    });
    const QueueUrl = String(inXml(made.xml, "QueueUrl")[0]);
    const { xml } = await call("GetQueueAttributes", { QueueUrl, "AttributeName.1": "VisibilityTimeout" });
    const tags = await call("ListQueueTags", { QueueUrl });

    expect(xml).to.contain("<Attribute><Name>VisibilityTimeout</Name><Value>7</Value></Attribute>");
    expect(tags.xml).to.contain("<Tag><Key>team</Key><Value>a</Value></Tag>");
  });

  it("tags and untags a queue", async () => {
    await call("TagQueue", { "Tag.1.Key": "team", "Tag.1.Value": "a", "Tag.2.Key": "cost", "Tag.2.Value": "b" });
    await call("UntagQueue", { "TagKey.1": "team" });

    const { xml } = await call("ListQueueTags");
    expect(inXml(xml, "Key")).to.deep.equal(["cost"]);
  });
});
