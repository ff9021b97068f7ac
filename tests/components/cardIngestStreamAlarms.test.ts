import { expect } from "chai";
import type { CardIngestStream } from "../../components/cardIngestStream";
import { inputsOf, type Run } from "../support/program";
import { runWith, TAGS } from "./cardIngestStreamUnderTest";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const TOPIC = "arn:aws:sns:us-east-1:111122223333:on-call";

describe("CardIngestStream's alarms", () => {
  let run: Run<CardIngestStream>;

  before(async function () {
    this.timeout(240_000);
    run = await runWith({ alarmTopicArns: [TOPIC], slowDecisionMs: 1_500, deniedPercent: 40 });
    expect(run.errors).to.deep.equal([]);
  });

  const watched = (name: string) => {
    const { namespace, metricName, dimensions, statistic, threshold } = inputsOf(run, ALARM, name);
    return { namespace, metricName, dimensions, statistic, threshold };
  };

  it("are these and no others", () => {
    const names = run.registrations.filter(({ type }) => type === ALARM).map(({ name }) => name);
    const own = names.filter((name) => !name.startsWith("cards-archive-"));
    const consumers = ["announcer", "occupancy", "outbox", "projector"];

    expect(own.sort()).to.deep.equal(
      [
        ...["5xx", "slow", "throttled", "wrong-key", "wrong-model"].map((what) => `api-${what}`),
        ...["cards-throttles", "counts-throttles", "events-throttles", "events-reads"],
        ...["commands-dead", "denied", "impossible", "malformed"],
        ...consumers.flatMap((role) => ["age", "dead", "lost"].map((what) => `${role}-${what}`)),
        ...[...consumers, "commands", "entry"].flatMap((role) => [`${role}-errors`, `${role}-throttles`]),
        ...["cardRegistered", "commands", "denied", "entered", "left"].map((topic) => `${topic}-undelivered`),
      ]
        .map((name) => `cards-${name}`)
        .sort(),
    );
  });

  it("tell their topics of their start and their end", () => {
    for (const { inputs, name, type } of run.registrations) {
      if (type !== ALARM) continue;
      expect(inputs, name).to.deep.include({ alarmActions: [TOPIC], okActions: [TOPIC] });
    }
  });

  for (const [role, pattern] of [
    ["wrong-model", '{ $.error = "BAD_REQUEST_BODY" }'],
    ["wrong-key", '{ $.error = "INVALID_API_KEY" }'],
    ["throttled", '{ ($.error = "THROTTLED") || ($.error = "QUOTA_EXCEEDED") }'],
  ] as const) {
    it(`count the lines of the access log that say ${role}, of this API only`, () => {
      const filter = inputsOf(run, "aws:cloudwatch/logMetricFilter:LogMetricFilter", `cards-api-${role}`);

      expect(filter).to.deep.include({ logGroupName: "cards-gates-access-log-name", pattern });
      expect(filter.metricTransformation).to.deep.equal({
        ...{ name: `cards-api-${role}`, namespace: "Sluice", value: "1", unit: "Count" },
        dimensions: { ApiId: "$.apiId" },
      });
      expect(watched(`cards-api-${role}`)).to.deep.equal({
        ...{ namespace: "Sluice", metricName: `cards-api-${role}`, dimensions: { ApiId: "cards-gates-id" } },
        ...{ statistic: "Sum", threshold: 1 },
      });
    });
  }

  it("hear of events that cannot be from the projector alone", () => {
    for (const [name, metricName] of [
      ["impossible", "EventsImpossible"],
      ["malformed", "EventsMalformed"],
    ] as const) {
      expect(watched(`cards-${name}`)).to.deep.equal({
        ...{ namespace: "Sluice", metricName, dimensions: { service: "cards-projector-name" } },
        ...{ statistic: "Sum", threshold: 1 },
      });
    }
  });

  it("measure decisions at the gates' API, and no other requests", () => {
    expect(watched("cards-api-slow")).to.deep.equal({
      ...{ namespace: "AWS/ApiGateway", metricName: "Latency", statistic: "Maximum", threshold: 1_500 },
      dimensions: { ApiName: "cards-gates-name", Stage: "v1", Method: "POST", Resource: "/gates/{gateId}/enter" },
    });
    expect(watched("cards-api-5xx").dimensions).to.deep.equal({ ApiName: "cards-gates-name", Stage: "v1" });
  });

  it("hold denials against entries, where there are enough of them", () => {
    const { metricQueries, threshold, treatMissingData, tags } = inputsOf(run, ALARM, "cards-denied");

    expect({ threshold, treatMissingData, tags }).to.deep.equal({
      ...{ threshold: 40, treatMissingData: "notBreaching", tags: TAGS },
    });
    const counted = (id: string, metricName: string) => ({
      ...{ id, returnData: false },
      metric: {
        ...{ namespace: "Sluice", metricName, dimensions: { service: "cards-entry-name" } },
        ...{ stat: "Sum", period: 60 },
      },
    });
    expect(metricQueries).to.deep.equal([
      counted("denied", "EntriesDenied"),
      counted("granted", "EntriesGranted"),
      {
        ...{ id: "share", label: "Denied, in percent", returnData: true },
        expression: "IF(denied + FILL(granted, 0) >= 20, 100 * denied / (denied + FILL(granted, 0)), 0)",
      },
    ]);
  });
});
