import type { SNSClient } from "@aws-sdk/client-sns";
import type { SQSEvent } from "aws-lambda";
import { expect } from "chai";
import { createApprovalDigest } from "../../../functions/ingestion/approvalDigest";
import { silenceTelemetry } from "../support/telemetry";

interface Mail {
  TopicArn: string;
  Subject: string;
  Message: string;
}

describe("a digest of questions", () => {
  let mails: Mail[];
  let pauses: number[];
  let refused: (mail: Mail) => boolean;
  let digest: ReturnType<typeof createApprovalDigest>;

  beforeEach(() => {
    silenceTelemetry();
    mails = [];
    pauses = [];
    refused = () => false;
    const sns = {
      async send({ input }: { input: Mail }) {
        if (refused(input)) throw new Error("SNS is away");
        mails.push(input);
      },
    } as unknown as SNSClient;
    digest = createApprovalDigest({ sns, topicArn: "arn:topic", pause: async (ms) => void pauses.push(ms) });
  });

  const eventOf = (...bodies: string[]) =>
    ({ Records: bodies.map((body, index) => ({ messageId: `m-${index}`, body })) }) as unknown as SQSEvent;

  it("is one mail for all of them, with every question in it", async () => {
    const { batchItemFailures } = await digest(eventOf("first?\n", "second?\n", "third?\n"));

    const line = `\n${"-".repeat(72)}\n\n`;
    expect(mails).to.deep.equal([
      {
        TopicArn: "arn:topic",
        Subject: "3 entries wait for your approval",
        Message: `first?\n${line}second?\n${line}third?\n`,
      },
    ]);
    expect(batchItemFailures).to.deep.equal([]);
  });

  it("speaks of one entry where there is one", async () => {
    await digest(eventOf("first?\n"));

    expect(mails.map(({ Subject }) => Subject)).to.deep.equal(["An entry waits for your approval"]);
  });

  it("is as many mails as SNS's limit makes it, a second apart", async () => {
    const long = "ä".repeat(60_000);

    await digest(eventOf(long, long, long, "short"));

    expect(mails.map(({ Subject }) => Subject)).to.deep.equal([
      "2 entries wait for your approval",
      "2 entries wait for your approval",
    ]);
    expect(mails.every(({ Message }) => Buffer.byteLength(Message) <= 262_144)).to.equal(true);
    expect(pauses).to.deep.equal([1_000, 1_000]);
  });

  it("leaves the questions of a mail that SNS does not take in the queue, and no others", async () => {
    const long = "x".repeat(200_000);
    refused = ({ Message }) => Message.startsWith("x");

    const { batchItemFailures } = await digest(eventOf(long, "y".repeat(200_000)));

    expect(batchItemFailures).to.deep.equal([{ itemIdentifier: "m-0" }]);
    expect(mails).to.have.length(1);
  });
});
