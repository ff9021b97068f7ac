import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import { Inventory } from "../../../local/base/inventory";
import { keptMaps } from "../../../local/base/keptMaps";
import type { AwsService } from "../../../local/edge/awsService";
import type { Properties, ResourceHandler } from "../../../local/engine/resourceHandler";
import { createIam } from "../../../local/iam/createIam";
import { eventBus } from "../../../local/resources/events/eventBus";
import { eventRule } from "../../../local/resources/events/eventRule";
import { eventTarget } from "../../../local/resources/events/eventTarget";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { createEvents, type EventsDependencies } from "../../../local/services/events/createEvents";
import { createSqs } from "../../../local/services/sqs/createSqs";
import { HeldClock } from "../../support/heldClock";
import { KeptData } from "../../support/keptData";
import { localKms } from "../../support/kms";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";

const RULE_ARN = "arn:aws:events:us-east-1:000000000000:rule/stopped";
const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:listener";
const MACHINE_ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:listener";
const ROLE_ARN = "arn:aws:iam::000000000000:role/teller";
const STOPPED = {
  source: "aws.ecs",
  detailType: "ECS Task State Change",
  resources: ["arn:task"],
  detail: { lastStatus: "STOPPED", clusterArn: "arn:cluster" },
};
const PATTERN = JSON.stringify({ source: ["aws.ecs"], detail: { lastStatus: ["STOPPED"] } });

function allow(action: string, resource: string | undefined, sourceArn: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        ...{ Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: action, Resource: resource },
        Condition: { ArnEquals: { "aws:SourceArn": sourceArn } },
      },
    ],
  });
}

function underTest() {
  const clock = new HeldClock(Date.parse("2026-03-01T12:00:00.000Z"));
  const warnings: string[] = [];
  const report = { stage() {}, log() {}, warn: (_source: string, line: string) => void warnings.push(line) };
  const iam = createIam({ report });
  const metrics = createMetrics({ clock });
  const edgeUrl = "http://127.0.0.1:1";
  const sqs = createSqs({ clock, edgeUrl, iam, kms: localKms(), inventory: new Inventory(report), metrics });
  const received: unknown[] = [];
  const lambda: EventsDependencies["lambda"] = { invokeAsync: (_arn, event) => void received.push(event) };
  const published: unknown[] = [];
  const sns: EventsDependencies["sns"] = {
    publish(principal, topic, { message }, context) {
      published.push({ principal, topic, message, context });
      return { messageId: "" };
    },
  };
  const started: unknown[] = [];
  const start: AwsService["prepare"] = ({ principal, params }) => ({
    permissions: [{ action: "states:StartExecution", resource: MACHINE_ARN }],
    async run() {
      started.push({ principal: principal.kind, params });
      return { result: {} };
    },
  });
  const sfn = { api: { prepare: start } as Partial<AwsService> as AwsService };
  const events = createEvents({ clock, edgeUrl, iam, metrics, report, lambda, sfn, sns, sqs });
  events.putRule({ arn: RULE_ARN, name: "stopped", pattern: PATTERN, enabled: true });
  const sum = (metricName: string) =>
    metrics.statistic({
      ...{ namespace: "AWS/Events", metricName, dimensions: { RuleName: "stopped" }, statistic: "Sum" },
      ...{ from: clock.now() - 60_000, to: clock.now() + 60_000 },
    });
  return { clock, events, iam, sqs, received, published, started, warnings, sum };
}

describe("EventBridge", () => {
  it("counts the events that match a rule which has no target, by their resources, too", () => {
    const { events, sum } = underTest();
    const pattern = JSON.stringify({
      resources: ["arn:service"],
      detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
    });
    events.putRule({ arn: RULE_ARN, name: "stopped", pattern, enabled: true });
    const event = { source: "aws.ecs", detailType: "ECS Deployment State Change" };

    for (const eventName of ["SERVICE_DEPLOYMENT_IN_PROGRESS", "SERVICE_DEPLOYMENT_FAILED"]) {
      events.emit({ ...event, resources: ["arn:service"], detail: { eventName } });
      events.emit({ ...event, resources: ["arn:other"], detail: { eventName } });
    }

    expect(sum("TriggeredRules")).to.equal(1);
  });

  it("brings an event that matches to a function that lets the rule in", async () => {
    const { events, iam, received, sum } = underTest();
    iam.putResourcePolicy(FUNCTION_ARN, "rule", allow("lambda:InvokeFunction", FUNCTION_ARN, RULE_ARN));
    events.putTarget({ ruleArn: RULE_ARN, id: "t", arn: FUNCTION_ARN });

    events.emit(STOPPED);
    events.emit({ ...STOPPED, detail: { lastStatus: "RUNNING" } });
    await events.delivered();

    const [{ id, ...event } = { id: undefined }] = received as { id: unknown }[];
    expect(received).to.have.length(1);
    expect(id).to.match(/^[0-9a-f-]{36}$/);
    expect(event).to.deep.equal({
      version: "0",
      "detail-type": "ECS Task State Change",
      source: "aws.ecs",
      account: "000000000000",
      time: "2026-03-01T12:00:00Z",
      region: "us-east-1",
      resources: ["arn:task"],
      detail: STOPPED.detail,
    });
    expect([sum("MatchedEvents"), sum("TriggeredRules"), sum("Invocations")]).to.deep.equal([1, 1, 1]);
    expect(sum("FailedInvocations")).to.equal(undefined);
  });

  it("brings it to a queue", async () => {
    const { events, sqs } = underTest();
    const { arn } = await sqs.createQueue("tasks", {
      Policy: allow("sqs:SendMessage", "arn:aws:sqs:us-east-1:000000000000:tasks", RULE_ARN),
    });
    events.putTarget({ ruleArn: RULE_ARN, id: "t", arn });

    events.emit(STOPPED);
    await events.delivered();

    const [message] = await sqs.receive(arn, { max: 10, waitSeconds: 0, signal: new AbortController().signal });
    expect(JSON.parse(message?.body ?? "")).to.deep.include({ source: "aws.ecs", detail: STOPPED.detail });
  });

  it("brings nothing to a function that lets another rule in, and says so", async () => {
    const { events, iam, received, warnings, sum } = underTest();
    iam.putResourcePolicy(FUNCTION_ARN, "rule", allow("lambda:InvokeFunction", FUNCTION_ARN, `${RULE_ARN}-other`));
    events.putTarget({ ruleArn: RULE_ARN, id: "t", arn: FUNCTION_ARN });

    events.emit(STOPPED);
    await events.delivered();

    expect(received).to.deep.equal([]);
    expect(warnings.join()).to.contain("lambda:InvokeFunction").and.to.contain("The event is lost");
    expect(sum("FailedInvocations")).to.equal(1);
  });

  it("publishes it to a topic, as EventBridge for the rule", async () => {
    const { events, published } = underTest();
    const topic = "arn:aws:sns:us-east-1:000000000000:tasks";
    events.putTarget({ ruleArn: RULE_ARN, id: "t", arn: topic, inputPath: "$.detail" });

    events.emit(STOPPED);
    await events.delivered();

    expect(published).to.deep.equal([
      {
        ...{ topic, principal: { kind: "service", service: "events.amazonaws.com" } },
        message: JSON.stringify(STOPPED.detail),
        context: { "aws:SourceArn": RULE_ARN, "aws:SourceAccount": "000000000000" },
      },
    ]);
  });

  it("starts a state machine in the name of the target's role, where that lets the rule in", async () => {
    const { events, iam, started, warnings } = underTest();
    const trust = (sourceArn: string) =>
      iam.putRole({ arn: ROLE_ARN, name: "teller", trustPolicy: allow("sts:AssumeRole", undefined, sourceArn) });
    const policy = { Effect: "Allow", Action: "states:StartExecution", Resource: MACHINE_ARN };
    events.putTarget({ ruleArn: RULE_ARN, id: "t", arn: MACHINE_ARN, roleArn: ROLE_ARN });

    trust(RULE_ARN);
    events.emit(STOPPED);
    await events.delivered();
    iam.putRolePolicy(ROLE_ARN, "start", JSON.stringify({ Version: "2012-10-17", Statement: policy }));
    events.emit({ ...STOPPED, id: "7" });
    await events.delivered();
    trust(`${RULE_ARN}-other`);
    events.emit(STOPPED);
    await events.delivered();

    const [{ principal, params }] = started as [{ principal: string; params: Record<string, string> }];
    expect([started.length, principal, params.stateMachineArn]).to.deep.equal([1, "role", MACHINE_ARN]);
    expect(params.name).to.match(/^7_/);
    expect(JSON.parse(params.input ?? "")).to.deep.include({ id: "7", detail: STOPPED.detail });
    expect(warnings.join()).to.contain("states:StartExecution").and.to.contain("sts:AssumeRole");
  });

  it("puts what a target does not get into its dead-letter queue, with the reason", async () => {
    const { events, sqs, warnings, sum } = underTest();
    const { arn } = await sqs.createQueue("dead", {
      Policy: allow("sqs:SendMessage", "arn:aws:sqs:us-east-1:000000000000:dead", RULE_ARN),
    });
    events.putTarget({ ruleArn: RULE_ARN, id: "t", arn: FUNCTION_ARN, input: "1", deadLetterQueueArn: arn });
    events.putTarget({ ruleArn: RULE_ARN, id: "u", arn: FUNCTION_ARN, deadLetterQueueArn: `${arn}-absent` });

    events.emit(STOPPED);
    await events.delivered();

    const [message] = await sqs.receive(arn, { max: 10, waitSeconds: 0, signal: new AbortController().signal });
    expect(JSON.parse(message?.body ?? "")).to.deep.include({ source: "aws.ecs", detail: STOPPED.detail });
    const attributes = Object.entries(message?.messageAttributes ?? {});
    expect(Object.fromEntries(attributes.map(([name, { stringValue }]) => [name, stringValue]))).to.deep.include({
      ...{ RULE_ARN, TARGET_ARN: FUNCTION_ARN, ERROR_CODE: "NO_PERMISSIONS", RETRY_ATTEMPTS: "0" },
    });
    expect(warnings.join()).to.contain(`The event is in ${arn}`).and.to.contain("its dead-letter queue failed");
    expect([sum("InvocationsSentToDlq"), sum("InvocationsFailedToBeSentToDlq")]).to.deep.equal([1, 1]);
  });

  it("brings no event of which it cannot make the target's input", async () => {
    const { events, iam, received, warnings } = underTest();
    iam.putResourcePolicy(FUNCTION_ARN, "rule", allow("lambda:InvokeFunction", FUNCTION_ARN, RULE_ARN));
    const told = { ruleArn: RULE_ARN, arn: FUNCTION_ARN };
    events.putTarget({ ...told, id: "t", inputPath: "$.detail.absent" });
    events.putTarget({ ...told, id: "u", inputTransformer: { inputTemplate: '{"all":"<aws.events.event.json>"}' } });

    events.emit(STOPPED);
    await events.delivered();

    expect(received).to.deep.equal([]);
    expect(warnings.join()).to.contain("has nothing at $.detail.absent").and.to.contain("its input is no JSON");
  });

  it("leaves rules alone that are disabled or deleted, and targets that are", async () => {
    const { events, iam, received } = underTest();
    iam.putResourcePolicy(FUNCTION_ARN, "rule", allow("lambda:InvokeFunction", FUNCTION_ARN, RULE_ARN));
    events.putTarget({ ruleArn: RULE_ARN, id: "t", arn: FUNCTION_ARN });

    events.putRule({ arn: RULE_ARN, name: "stopped", pattern: PATTERN, enabled: false });
    events.emit(STOPPED);
    events.putRule({ arn: RULE_ARN, name: "stopped", pattern: PATTERN, enabled: true });
    events.deleteTarget(RULE_ARN, "t");
    events.emit(STOPPED);
    events.deleteRule(RULE_ARN);
    events.emit(STOPPED);
    await events.delivered();

    expect(received).to.deep.equal([]);
  });

  it("tells a scheduled rule's targets at its times, and nothing while it is disabled", async () => {
    const { clock, events, iam, received } = underTest();
    const rule = { arn: RULE_ARN, name: "stopped", schedule: "rate(5 minutes)" };
    iam.putResourcePolicy(FUNCTION_ARN, "rule", allow("lambda:InvokeFunction", FUNCTION_ARN, RULE_ARN));
    events.putRule({ ...rule, enabled: true });
    events.putTarget({ ruleArn: RULE_ARN, id: "t", arn: FUNCTION_ARN });

    clock.advance(4 * 60_000);
    expect(received).to.deep.equal([]);
    clock.advance(60_000);
    events.putRule({ ...rule, enabled: false });
    clock.advance(6 * 60_000);
    events.putRule({ ...rule, enabled: true });
    clock.advance(4 * 60_000);
    events.putRule({ ...rule, schedule: "cron(30 12 * * ? *)", enabled: true });
    clock.advance(15 * 60_000);
    await events.delivered();

    const [{ id, ...first } = { id: undefined }, ...later] = received as { id: unknown; time: string }[];
    expect(id).to.match(/^[0-9a-f-]{36}$/);
    expect(first).to.deep.equal({
      ...{ version: "0", "detail-type": "Scheduled Event", source: "aws.events", account: "000000000000" },
      ...{ time: "2026-03-01T12:05:00Z", region: "us-east-1", resources: [RULE_ARN], detail: {} },
    });
    // A time that it missed while it was disabled is not made up for, and a rate goes on as it was.
    expect(later.map(({ time }) => time)).to.deep.equal(["2026-03-01T12:15:00Z", "2026-03-01T12:30:00Z"]);
    events.stop();
    expect(clock.pending).to.equal(0);
  });

  it("keeps since when a rate counts over a stop, and tells nothing of the times between", async () => {
    const clock = new HeldClock(Date.parse("2026-03-01T12:00:00.000Z"));
    const data = new KeptData();
    const received: { time: string }[] = [];
    const started = () => {
      const deps: Partial<EventsDependencies> = {
        clock,
        iam: { authorize() {} } as Partial<EventsDependencies["iam"]> as EventsDependencies["iam"],
        metrics: { put() {} } as Partial<EventsDependencies["metrics"]> as EventsDependencies["metrics"],
      };
      const lambda = { invokeAsync: (_arn: string, event: unknown) => void received.push(event as { time: string }) };
      const events = createEvents({ ...deps, lambda } as EventsDependencies, {}, keptMaps(data.open(), "events"));
      events.putRule({ arn: RULE_ARN, name: "stopped", schedule: "rate(1 hour)", enabled: true });
      events.putTarget({ ruleArn: RULE_ARN, id: "t", arn: FUNCTION_ARN });
      return events;
    };

    started().stop();
    clock.advance(150 * 60_000);
    const events = started();
    clock.advance(30 * 60_000);
    await events.delivered();

    events.stop();
    data.remove();

    expect(received.map(({ time }) => time)).to.deep.equal(["2026-03-01T15:00:00Z"]);
  });

  it("refuses a pattern that it does not understand, and a target that it does not have", () => {
    const { events } = underTest();

    expect(() => events.putRule({ arn: RULE_ARN, name: "x", pattern: '{"a":[{"like":"*"}]}', enabled: true }))
      .to.throw(AwsError, "Event pattern is not valid. Reason: Unrecognized match type like")
      .with.property("code", "InvalidEventPatternException");
    expect(() =>
      events.putTarget({ ruleArn: RULE_ARN, id: "t", arn: "arn:aws:kinesis:us-east-1:000000000000:stream/t" }),
    ).to.throw("functions, SQS queues, SNS topics and state machines");
    expect(() => events.putTarget({ ruleArn: `${RULE_ARN}-other`, id: "t", arn: FUNCTION_ARN })).to.throw(
      "Rule stopped-other does not exist on EventBus default.",
    );
  });
});

describe("aws.cloudwatch.EventRule and EventTarget", () => {
  const refusal = async (handler: ResourceHandler, inputs: Properties) =>
    (await rejection(handler.create(resourceContext("stopped"), inputs))).message;

  it("are created, changed and deleted", async () => {
    const { events, iam, received } = underTest();
    const [rule, target] = [eventRule({ events }), eventTarget({ events })];
    const ruleArn = "arn:aws:events:us-east-1:000000000000:rule/stopped-1a2b3c4";
    iam.putResourcePolicy(FUNCTION_ARN, "rule", allow("lambda:InvokeFunction", FUNCTION_ARN, ruleArn));

    const made = await rule.create(resourceContext("stopped"), { eventPattern: PATTERN });
    const told = await target.create(resourceContext("stopped"), { rule: made.id, arn: FUNCTION_ARN });
    events.emit(STOPPED);
    await target.update?.(resourceContext("stopped"), told, { rule: made.id, arn: FUNCTION_ARN, input: '"stopped"' });
    events.emit(STOPPED);
    await rule.update?.(resourceContext("stopped"), made, { eventPattern: PATTERN, state: "DISABLED" });
    events.emit(STOPPED);
    await target.delete(resourceContext("stopped"), told);
    await rule.delete(resourceContext("stopped"), made);
    await target.delete(resourceContext("stopped"), told);

    expect(made.state).to.include({ arn: ruleArn, name: "stopped-1a2b3c4", state: "ENABLED" });
    expect(received).to.have.length(2);
    expect(received[1]).to.equal("stopped");
  });

  it("refuse what is neither for events nor for times, buses that are not there, and unknown states", async () => {
    const { events } = underTest();
    const rule = eventRule({ events });

    expect(await refusal(rule, {})).to.equal("Parameter(s) EventPattern or ScheduleExpression must be specified.");
    expect(await refusal(rule, { eventPattern: PATTERN, eventBusName: "b" })).to.equal("Event bus b does not exist.");
    expect(await refusal(rule, { eventPattern: PATTERN, state: "ON" })).to.contain("one of ENABLED, DISABLED");
    expect(await refusal(eventTarget({ events }), { rule: "stopped", arn: FUNCTION_ARN, eventBusName: "b" })).to.equal(
      "Rule stopped does not exist on EventBus b.",
    );
    expect(
      await refusal(eventTarget({ events }), { rule: "stopped", arn: FUNCTION_ARN, targetId: "t", input: "{" }),
    ).to.equal("JSON syntax error in input for target t");
  });

  it("have a bus of their own, which goes once its rules have", async () => {
    const { events, iam, received } = underTest();
    const [bus, rule, target] = [eventBus({ events }), eventRule({ events }), eventTarget({ events })];
    const ruleArn = "arn:aws:events:us-east-1:000000000000:rule/orders/paid";
    iam.putResourcePolicy(FUNCTION_ARN, "rule", allow("lambda:InvokeFunction", FUNCTION_ARN, ruleArn));

    const made = await bus.create(resourceContext("orders"), { name: "orders" });
    const paid = await rule.create(resourceContext("paid"), {
      ...{ name: "paid", eventPattern: PATTERN, eventBusName: made.state.arn },
    });
    const told = await target.create(resourceContext("told"), {
      ...{ rule: "paid", targetId: "t", arn: FUNCTION_ARN, input: '{"own":1}', eventBusName: "orders" },
    });
    events.emit(STOPPED);
    events.emit(STOPPED, "orders");
    await events.delivered();
    const early = (await rejection(bus.delete(resourceContext("orders"), made))).message;
    await rule.delete(resourceContext("paid"), paid);
    await bus.delete(resourceContext("orders"), made);

    expect([made.id, paid.id, paid.state.arn, told.id]).to.deep.equal([
      ...["orders", "orders/paid", ruleArn, "orders-paid-t"],
    ]);
    expect(received).to.deep.equal([{ own: 1 }]);
    expect(early).to.equal("Event bus can't be deleted since it has rules.");
    expect(() => events.checkBus("orders")).to.throw("Event bus orders does not exist.");
  });
});
