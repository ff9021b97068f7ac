import { PublishCommand } from "@aws-sdk/client-sns";
import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import { KeptData } from "../../support/keptData";
import { FUNCTION_ARN, type SnsUnderTest, startSns, TOPIC_ARN } from "./support";

describe("SNS across starts", () => {
  let data: KeptData;
  const started: SnsUnderTest[] = [];

  beforeEach(() => {
    data = new KeptData();
  });
  afterEach(async () => {
    for (const each of started.splice(0)) await each.close();
    data.remove();
  });
  async function start(): Promise<SnsUnderTest> {
    const test = await startSns(data.open());
    started.push(test);
    return test;
  }

  it("keeps the mails, the newest first", async () => {
    const before = await start();
    before.subscribe({ protocol: "email", endpoint: "a@example.org" });
    for (const Message of ["first", "second"])
      await before.client.send(new PublishCommand({ TopicArn: TOPIC_ARN, Message }));
    await before.sns.delivered();
    const { mails } = before.sns.mailbox;

    const after = await start();

    expect(after.sns.mailbox.mails.map(({ body }) => body)).to.deep.equal(["second", "first"]);
    expect(after.sns.mailbox.mails).to.deep.equal(mails);
  });

  it("goes on with a delivery that waits for a retry, and tells nobody twice who was told", async () => {
    const before = await start();
    before.subscribe({ protocol: "lambda", endpoint: FUNCTION_ARN });
    before.subscribe({ protocol: "email", endpoint: "a@example.org" });
    before.iam.putResourcePolicy(FUNCTION_ARN, "sns", invokable());
    before.lambdaErrors.push(...Array.from({ length: 4 }, () => new AwsError("ServiceException", "down", 500)));
    await before.client.send(new PublishCommand({ TopicArn: TOPIC_ARN, Message: "kept" }));

    const after = await start();
    after.iam.putResourcePolicy(FUNCTION_ARN, "sns", invokable());
    after.sns.resume();
    await after.sns.delivered();

    expect(before.events).to.deep.equal([]);
    expect(after.events.map(({ functionArn }) => functionArn)).to.deep.equal([FUNCTION_ARN]);
    expect(after.sns.mailbox.mails.map(({ body }) => body)).to.deep.equal(["kept"]);
    const third = await start();
    third.sns.resume();
    await third.sns.delivered();
    expect([third.events, third.sns.mailbox.mails.length]).to.deep.equal([[], 1]);
  });

  it("brings nothing to a subscriber that was deleted meanwhile", async () => {
    const before = await start();
    before.subscribe({ protocol: "lambda", endpoint: FUNCTION_ARN });
    before.iam.putResourcePolicy(FUNCTION_ARN, "sns", invokable());
    before.lambdaErrors.push(...Array.from({ length: 4 }, () => new AwsError("ServiceException", "down", 500)));
    await before.client.send(new PublishCommand({ TopicArn: TOPIC_ARN, Message: "late" }));

    const deleting = await start();
    deleting.sns.deleteSubscription(`${TOPIC_ARN}:lambda-${FUNCTION_ARN}`);
    const after = await start();
    for (const { iam, sns } of [deleting, after]) {
      iam.putResourcePolicy(FUNCTION_ARN, "sns", invokable());
      sns.resume();
      await sns.delivered();
    }

    expect([deleting.events, after.events]).to.deep.equal([[], []]);
  });

  it("knows the duplicates of a FIFO topic, and numbers on", async () => {
    const arn = `${TOPIC_ARN}.fifo`;
    const publish = ({ client }: SnsUnderTest, id: string) =>
      client.send(new PublishCommand({ TopicArn: arn, Message: id, MessageGroupId: "g", MessageDeduplicationId: id }));
    const topic = { arn, name: "orders.fifo", fifo: { deduplicatesByContent: false, scope: "Topic" as const } };
    const before = await start();
    before.sns.putTopic(topic);
    const first = await publish(before, "1");

    const after = await start();
    after.sns.putTopic(topic);
    const again = await publish(after, "1");
    const second = await publish(after, "2");

    expect(again.MessageId).to.equal(first.MessageId);
    expect(BigInt(second.SequenceNumber ?? 0) > BigInt(first.SequenceNumber ?? 0)).to.equal(true);
  });
});

function invokable(): string {
  const Statement = {
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: "lambda:InvokeFunction",
    Resource: "*",
  };
  return JSON.stringify({ Version: "2012-10-17", Statement });
}
