import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import { allow, CLUSTER_ARN, FUNCTION_ARN, GROUP_ARN, ROLE_ARN, schedulerUnderTest, trust } from "./support";

const SCHEDULE_ARN = "arn:aws:scheduler:us-east-1:000000000000:schedule/jobs/tick";
const DOWN = new AwsError("ServiceException", "The function is down.", 500);

/** The scheduled times of events whose input is `"<aws.scheduler.scheduled-time>"`. */
const TIMES = { input: '"<aws.scheduler.scheduled-time>"' };

describe("EventBridge Scheduler", () => {
  let underTest: ReturnType<typeof schedulerUnderTest>;
  beforeEach(() => {
    underTest = schedulerUnderTest();
  });
  afterEach(() => underTest.stop());

  function refusal(act: () => unknown): string {
    try {
      act();
    } catch (error) {
      if (error instanceof AwsError) return `${error.code}: ${error.message}`;
      throw error;
    }
    return "accepted";
  }

  describe("is due", () => {
    it("at each time of its expression", async () => {
      underTest.put({ expression: "cron(0/2 * * * ? *)" }, TIMES);

      await underTest.minutes(5);

      expect(underTest.events).to.deep.equal(["2026-03-02T12:00:00Z", "2026-03-02T12:02:00Z", "2026-03-02T12:04:00Z"]);
    });

    it("at once where it is a new rate without a start date", async () => {
      underTest.put({ expression: "rate(1 minute)" }, TIMES);

      await underTest.minutes(2);

      expect(underTest.events).to.deep.equal(["2026-03-02T12:00:00Z", "2026-03-02T12:01:00Z", "2026-03-02T12:02:00Z"]);
    });

    it("from its start date to its end date", async () => {
      const startDate = Date.parse("2026-03-02T12:02:30Z");
      underTest.put({ expression: "rate(1 minute)", startDate, endDate: startDate + 60_000 }, TIMES);

      await underTest.minutes(10);

      expect(underTest.events).to.deep.equal(["2026-03-02T12:02:30Z", "2026-03-02T12:03:30Z"]);
    });

    it("not while it is disabled, and does not make up for it afterwards", async () => {
      underTest.put({ enabled: false }, TIMES);
      await underTest.minutes(3);
      underTest.put({ enabled: true }, TIMES);
      await underTest.minutes(1);

      expect(underTest.events).to.deep.equal(["2026-03-02T12:04:00Z"]);
    });

    it("as its new expression says once it has changed", async () => {
      underTest.put({ expression: "cron(30 * * * ? *)" }, TIMES);
      underTest.put({ expression: "cron(2 * * * ? *)" }, TIMES);

      await underTest.minutes(60);

      expect(underTest.events).to.deep.equal(["2026-03-02T12:02:00Z"]);
    });

    it("once at each time although it is put again in between", async () => {
      underTest.put({}, TIMES);
      await underTest.now();
      underTest.put({}, TIMES);
      await underTest.minutes(1);

      expect(underTest.events).to.deep.equal(["2026-03-02T12:00:00Z", "2026-03-02T12:01:00Z"]);
    });

    it("no more once it is deleted, and leaves no timer", async () => {
      const { arn } = underTest.put();
      underTest.scheduler.deleteSchedule(arn);

      await underTest.minutes(3);

      expect(underTest.events).to.deep.equal([]);
      expect(underTest.clock.pending).to.equal(0);
    });

    it("no more once its group is deleted", async () => {
      underTest.put();
      underTest.scheduler.deleteGroup("jobs");

      await underTest.minutes(3);

      expect(underTest.events).to.deep.equal([]);
    });

    it("at all times that a jump of the clock has passed, in order", async () => {
      underTest.put({ expression: "cron(0 * * * ? *)" }, TIMES);
      underTest.clock.advance(3 * 3_600_000);
      await underTest.scheduler.delivered();

      expect(underTest.events).to.deep.equal([
        "2026-03-02T12:00:00Z",
        "2026-03-02T13:00:00Z",
        "2026-03-02T14:00:00Z",
        "2026-03-02T15:00:00Z",
      ]);
    });

    it("weeks away, although no timer waits as long", async () => {
      underTest.put({ expression: "at(2026-04-20T12:00:00)", timeZone: "Europe/Berlin" }, TIMES);

      await underTest.minutes(49 * 24 * 60);

      expect(underTest.events).to.deep.equal(["2026-04-20T10:00:00Z"]);
    });
  });

  describe("with a time scale of 60", () => {
    beforeEach(async () => {
      await underTest.stop();
      underTest = schedulerUnderTest({ timeScale: 60 });
    });

    it("is due each minute where it is hourly", async () => {
      underTest.put({ expression: "cron(0 * * * ? *)" }, TIMES);

      await underTest.minutes(2);

      expect(underTest.events).to.deep.equal(["2026-03-02T12:00:00Z", "2026-03-02T13:00:00Z", "2026-03-02T14:00:00Z"]);
    });

    it("tries again after a second instead of a minute", async () => {
      underTest.errors.push(DOWN);
      underTest.put({ expression: "cron(0 12 * * ? *)" }, { ...TIMES, maximumRetryAttempts: 1 });

      await underTest.now();
      underTest.clock.advance(1_000);
      await underTest.scheduler.delivered();

      expect(underTest.events).to.deep.equal(["2026-03-02T12:00:00Z"]);
    });
  });

  describe("calls", () => {
    const once = { expression: "at(2026-03-02T12:00:00)" };

    it("a function with the input, its places filled in", async () => {
      const input = JSON.stringify({
        arn: "<aws.scheduler.schedule-arn>",
        time: "<aws.scheduler.scheduled-time>",
        attempt: "<aws.scheduler.attempt-number>",
      });
      underTest.put(once, { input });

      await underTest.minutes(1);

      expect(underTest.events).to.deep.equal([{ arn: SCHEDULE_ARN, time: "2026-03-02T12:00:00Z", attempt: "1" }]);
    });

    it("a function with a notification where there is no input", async () => {
      underTest.put(once);

      await underTest.minutes(1);

      const { id, ...event } = underTest.events[0] as Record<string, unknown>;
      expect(id).to.match(/^[0-9a-f]{16}$/);
      expect(event).to.deep.equal({
        version: "0",
        "detail-type": "Scheduled Event",
        source: "aws.scheduler",
        account: "000000000000",
        time: "2026-03-02T12:00:00Z",
        region: "us-east-1",
        resources: [SCHEDULE_ARN],
        detail: "{}",
      });
    });

    it("RunTask with the input as overrides", async () => {
      const input = '{"containerOverrides":[{"name":"job","command":["<aws.scheduler.scheduled-time>"]}]}';
      underTest.put(once, { arn: CLUSTER_ARN, input, runTask: { taskDefinition: "job:1", count: 1 } });

      await underTest.minutes(1);

      expect(underTest.tasks).to.deep.equal([
        {
          taskDefinition: "job:1",
          count: 1,
          overrides: { containerOverrides: [{ name: "job", command: ["2026-03-02T12:00:00Z"] }] },
          cluster: CLUSTER_ARN,
        },
      ]);
    });

    it("SQS with the input as the message", async () => {
      const { arn } = await underTest.sqs.createQueue("work", {});
      underTest.put(once, { arn, input: "run <aws.scheduler.scheduled-time>" });

      await underTest.minutes(1);

      expect((await underTest.received(arn)).map(({ body }) => body)).to.deep.equal(["run 2026-03-02T12:00:00Z"]);
    });

    it("twice where chaos says so, with one execution id", async () => {
      await underTest.stop();
      underTest = schedulerUnderTest({ chaos: { strikes: (fault) => fault === "duplicateInvocation", draw: () => 0 } });
      underTest.put(once, { input: '"<aws.scheduler.execution-id>"' });

      await underTest.minutes(1);

      expect(underTest.events).to.have.length(2);
      expect(new Set(underTest.events)).to.have.property("size", 1);
    });
  });

  describe("where the target fails", () => {
    const once = { expression: "at(2026-03-02T12:00:00)" };
    const input = '"<aws.scheduler.attempt-number> <aws.scheduler.execution-id>"';

    it("tries again after a minute, then after two, with the same execution id", async () => {
      underTest.errors.push(DOWN, DOWN);
      underTest.put(once, { input, maximumRetryAttempts: 5 });

      await underTest.now();
      await underTest.minutes(2);
      expect(underTest.events).to.deep.equal([]);
      await underTest.minutes(1);

      expect(underTest.events).to.have.length(1);
      expect(String(underTest.events[0])).to.match(/^3 [0-9a-f]{16}$/);
      expect([underTest.sum("InvocationAttemptCount"), underTest.sum("TargetErrorCount")]).to.deep.equal([3, 2]);
      expect(underTest.sum("InvocationDroppedCount")).to.equal(undefined);
    });

    it("sends what has used up its retries to the dead-letter queue, with the reason", async () => {
      const { arn } = await underTest.sqs.createQueue("dead", {});
      underTest.failures.push("Capacity is unavailable", "Capacity is unavailable");
      underTest.put(once, {
        ...{ arn: CLUSTER_ARN, input: '{"containerOverrides":[]}', runTask: { taskDefinition: "job:1" } },
        ...{ maximumRetryAttempts: 1, deadLetterQueueArn: arn },
      });

      await underTest.minutes(5);

      const [message, ...more] = await underTest.received(arn);
      const attributes = Object.entries(message?.messageAttributes ?? {}).map(([name, { stringValue }]) => [
        name,
        stringValue,
      ]);
      const { EXECUTION_ID, ...rest } = Object.fromEntries(attributes);
      expect(more).to.deep.equal([]);
      expect(message?.body).to.equal('{"containerOverrides":[]}');
      expect(EXECUTION_ID).to.match(/^[0-9a-f]{16}$/);
      expect(rest).to.deep.equal({
        ERROR_CODE: "EcsRunTaskFailure",
        ERROR_MESSAGE: "Capacity is unavailable",
        EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
        IS_PAYLOAD_TRUNCATED: "false",
        RETRY_ATTEMPTS: "1",
        SCHEDULED_TIME: "2026-03-02T12:00:00Z",
        SCHEDULE_ARN,
        TARGET_ARN: CLUSTER_ARN,
      });
      expect(underTest.tasks).to.deep.equal([]);
      expect([
        underTest.sum("InvocationDroppedCount"),
        underTest.sum("InvocationsSentToDeadLetterCount"),
      ]).to.deep.equal([1, 1]);
    });

    it("gives up what would be too old", async () => {
      const { arn } = await underTest.sqs.createQueue("dead", {});
      underTest.errors.push(DOWN, DOWN, DOWN);
      underTest.put(once, { maximumRetryAttempts: 185, maximumEventAgeSeconds: 100, deadLetterQueueArn: arn });

      await underTest.now();
      await underTest.minutes(5);

      const [message] = await underTest.received(arn);
      expect(message?.messageAttributes.EXHAUSTED_RETRY_CONDITION?.stringValue).to.equal("MaximumEventAgeInSeconds");
      expect(message?.messageAttributes.RETRY_ATTEMPTS?.stringValue).to.equal("1");
    });

    it("says that an invocation is lost where there is no dead-letter queue", async () => {
      underTest.errors.push(DOWN);
      underTest.put(once);

      await underTest.minutes(1);

      expect(underTest.warnings.join()).to.contain("The function is down.").and.to.contain("has no deadLetterConfig");
    });

    it("says that an invocation is lost where its role may not send to the dead-letter queue", async () => {
      const { arn } = await underTest.sqs.createQueue("dead", {});
      underTest.iam.putRolePolicy(ROLE_ARN, "call", allow("lambda:InvokeFunction"));
      underTest.errors.push(DOWN);
      underTest.put(once, { deadLetterQueueArn: arn });

      await underTest.minutes(1);

      expect(await underTest.received(arn)).to.deep.equal([]);
      expect(underTest.warnings.join()).to.contain("sqs:SendMessage").and.to.contain("It is lost");
      expect(underTest.sum("InvocationsFailedToBeSentToDeadLetterCount")).to.equal(1);
    });
  });

  describe("acts in the name of its role", () => {
    it("and calls nothing that the role may not", async () => {
      underTest.iam.putRolePolicy(ROLE_ARN, "call", allow("sqs:SendMessage"));
      underTest.put({ expression: "at(2026-03-02T12:00:00)" });

      await underTest.minutes(1);

      expect(underTest.events).to.deep.equal([]);
      expect(underTest.warnings.join()).to.contain("lambda:InvokeFunction");
    });

    for (const [whose, facts] of [
      ["another group", { "aws:SourceArn": `${GROUP_ARN}-other` }],
      ["the schedule itself", { "aws:SourceArn": SCHEDULE_ARN }],
      ["another account", { "aws:SourceAccount": "111111111111" }],
    ] as const) {
      it(`and is refused where the role trusts ${whose}`, () => {
        underTest.iam.putRole({ arn: ROLE_ARN, name: "caller", trustPolicy: trust(facts) });

        expect(refusal(() => underTest.put())).to.contain(
          "ValidationException: The execution role you provide must allow AWS EventBridge Scheduler to assume the role",
        );
      });
    }

    it("as long as the role trusts its group in its account", () => {
      const trustPolicy = trust({ "aws:SourceArn": GROUP_ARN, "aws:SourceAccount": "000000000000" });
      underTest.iam.putRole({ arn: ROLE_ARN, name: "caller", trustPolicy });

      expect(refusal(() => underTest.put())).to.equal("accepted");
    });
  });

  describe("refuses", () => {
    for (const [what, target, message] of [
      ["a universal target", { arn: "arn:aws:scheduler:::aws-sdk:ec2:stopInstances" }, "universal targets"],
      ["a topic", { arn: "arn:aws:sns:us-east-1:000000000000:t" }, "functions, ECS clusters and SQS queues"],
      ["a cluster without a task", { arn: CLUSTER_ARN }, "Parameters EcsParameters must be specified"],
      ["a task for a function", { runTask: {} }, "Parameters EcsParameters not supported"],
      [
        "a FIFO queue without a group",
        { arn: "arn:aws:sqs:us-east-1:000000000000:q.fifo" },
        "Parameters SqsParameters must be specified",
      ],
      ["a group for a function", { messageGroupId: "g" }, "Parameters SqsParameters not supported"],
      [
        "a FIFO dead-letter queue",
        { deadLetterQueueArn: "arn:aws:sqs:us-east-1:000000000000:q.fifo" },
        "standard queue",
      ],
      ["an input that is no JSON", { input: "{", arn: FUNCTION_ARN }, "JSON syntax error"],
    ] as const) {
      it(what, () => {
        expect(refusal(() => underTest.put({}, target)))
          .to.contain("ValidationException: ")
          .and.to.contain(message);
      });
    }

    it("a group that does not exist", () => {
      expect(refusal(() => underTest.put({ groupName: "none" }))).to.equal(
        "ResourceNotFoundException: Schedule group none does not exist.",
      );
    });
  });
});
