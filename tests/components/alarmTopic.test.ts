import { expect } from "chai";
import { AlarmTopic } from "../../components/alarmTopic";
import { inputsOf, runProgram } from "../support/program";

const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";

describe("AlarmTopic", () => {
  it("mails every address, each under a name of its own, so that one that goes leaves the others alone", async () => {
    const run = await runProgram(() => new AlarmTopic("operators", { emails: ["Ada@example.com", "bob@example.com"] }));

    expect(run.errors).to.deep.equal([]);
    expect(inputsOf(run, SUBSCRIPTION, "operators-ada-example-com")).to.deep.equal({
      topic: "arn:aws:sns:us-east-1:111122223333:operators-topic-name",
      protocol: "email",
      endpoint: "Ada@example.com",
    });
    expect(inputsOf(run, SUBSCRIPTION, "operators-bob-example-com").endpoint).to.equal("bob@example.com");
  });

  it("is encrypted with a key that CloudWatch's alarms may use, and lets them publish", async () => {
    const run = await runProgram(() => new AlarmTopic("operators", { emails: ["ada@example.com"] }));

    const { policy: keyPolicy } = inputsOf(run, "aws:kms/key:Key", "operators-key");
    const { policy } = inputsOf(run, "aws:sns/topicPolicy:TopicPolicy", "operators-topic-policy");
    expect(inputsOf(run, "aws:sns/topic:Topic", "operators-topic").kmsMasterKeyId).to.equal(
      "arn:aws:kms:us-east-1:111122223333:key/operators-key-id",
    );
    for (const text of [keyPolicy, policy]) expect(String(text)).to.contain('"cloudwatch.amazonaws.com"');
  });

  it("refuses what is no address before it registers anything", async () => {
    const run = await runProgram(() => new AlarmTopic("operators", { emails: ["ada"] }));

    expect(run.errors).to.deep.equal(['AlarmTopic "operators": emails.0 must be an e-mail address, got "ada"']);
    expect(run.urns).to.deep.equal([]);
  });
});
