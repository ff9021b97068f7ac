import { expect } from "chai";
import type { WebhookQueue } from "../../components/webhookQueue";
import { inputsOf, type Run } from "../support/program";
import { runWith, TAGS } from "./webhookQueueUnderTest";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const topicArns = ["arn:aws:sns:us-east-1:111122223333:operators"];

const anyMinute = { evaluationPeriods: 1, datapointsToAlarm: 1 };
const threeOfFiveMinutes = { evaluationPeriods: 5, datapointsToAlarm: 3 };
const atOrAbove = { comparisonOperator: "GreaterThanOrEqualToThreshold" };
const always = { treatMissingData: "notBreaching", alarmActions: topicArns, okActions: topicArns, tags: TAGS };

function ofQueue(name: string, metricName: string, threshold: number) {
  const dimensions = { QueueName: `${name}-name` };
  return { namespace: "AWS/SQS", metricName, dimensions, statistic: "Maximum", threshold, ...atOrAbove };
}

function ofApi(metricName: string, threshold: number) {
  const dimensions = { ApiId: "hooks-api-id" };
  return { namespace: "AWS/ApiGateway", metricName, dimensions, statistic: "Sum", threshold, ...atOrAbove };
}

function ofDatabase(metricName: string, watch: object) {
  const dimensions = { DBInstanceIdentifier: "hooks-database-name" };
  return { namespace: "AWS/RDS", metricName, dimensions, ...watch, ...threeOfFiveMinutes };
}

const alarms = {
  "hooks-oldest": { ...ofQueue("hooks-queue", "ApproximateAgeOfOldestMessage", 600), ...threeOfFiveMinutes },
  "hooks-dead-letters": {
    ...ofQueue("hooks-queue-dead-letters", "ApproximateNumberOfMessagesVisible", 1),
    ...anyMinute,
  },
  "hooks-quarantined": { ...ofQueue("hooks-quarantine", "ApproximateNumberOfMessagesVisible", 1), ...anyMinute },
  "hooks-deployment-failed": {
    namespace: "AWS/Events",
    metricName: "TriggeredRules",
    dimensions: { RuleName: "hooks-deployment-failed-events-name" },
    statistic: "Sum",
    threshold: 1,
    ...atOrAbove,
    ...anyMinute,
  },
  "hooks-connections": ofDatabase("DatabaseConnections", { statistic: "Maximum", threshold: 89, ...atOrAbove }),
  "hooks-storage": ofDatabase("FreeStorageSpace", {
    statistic: "Minimum",
    threshold: 1_073_741_824,
    comparisonOperator: "LessThanOrEqualToThreshold",
  }),
  "hooks-api-5xx": { ...ofApi("5xx", 1), ...anyMinute },
  "hooks-api-4xx": { ...ofApi("4xx", 10), ...threeOfFiveMinutes },
};

describe("WebhookQueue's alarms", () => {
  let run: Run<WebhookQueue>;

  before(async () => {
    run = await runWith({ alarmTopicArns: topicArns, acceptableLatencySeconds: 60, databaseMaxConnections: 112 });
  });

  for (const [name, watch] of Object.entries(alarms)) {
    it(`watches ${name}`, () => {
      const { alarmDescription, ...inputs } = inputsOf(run, ALARM, name);

      expect(alarmDescription).to.be.a("string").that.is.not.empty;
      expect(inputs).to.deep.equal({ ...watch, period: 60, ...always });
    });
  }

  it("counts failed deployments of its own service only", () => {
    const { eventPattern } = inputsOf(run, "aws:cloudwatch/eventRule:EventRule", "hooks-deployment-failed-events");

    expect(JSON.parse(String(eventPattern))).to.deep.equal({
      source: ["aws.ecs"],
      "detail-type": ["ECS Deployment State Change"],
      resources: ["hooks-worker-id"],
      detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
    });
  });

  it("watches hooks-workers-missing: what should run, but does not, for five minutes", () => {
    const { alarmDescription: _, ...inputs } = inputsOf(run, ALARM, "hooks-workers-missing");

    const tasks = (metricName: string) => ({
      namespace: "ECS/ContainerInsights",
      metricName,
      dimensions: { ClusterName: "hooks-worker-cluster-name", ServiceName: "hooks-worker-name" },
      stat: "Average",
      period: 60,
    });
    expect(inputs).to.deep.equal({
      metricQueries: [
        {
          id: "missing",
          label: "Workers that are missing",
          expression: "FILL(desired, 1) - FILL(running, 0)",
          returnData: true,
        },
        { id: "desired", returnData: false, metric: tasks("DesiredTaskCount") },
        { id: "running", returnData: false, metric: tasks("RunningTaskCount") },
      ],
      // One minute that FILL made up changes nothing.
      evaluationPeriods: 6,
      datapointsToAlarm: 5,
      threshold: 1,
      ...atOrAbove,
      ...always,
      treatMissingData: "breaching",
    });
  });

  it("expects no worker of a service without metrics where there need not be one", async () => {
    const { metricQueries, treatMissingData } = inputsOf(
      await runWith({ minWorkers: 0 }),
      ALARM,
      "hooks-workers-missing",
    ) as { metricQueries: { expression?: string }[]; treatMissingData: string };

    expect([metricQueries[0]?.expression, treatMissingData]).to.deep.equal([
      "FILL(desired, 0) - FILL(running, 0)",
      "notBreaching",
    ]);
  });

  it("counts no age below five minutes as too old", async () => {
    const quick = await runWith({ acceptableLatencySeconds: 1 });

    expect(inputsOf(quick, ALARM, "hooks-oldest").threshold).to.equal(300);
  });

  it("offers them all to the caller", () => {
    expect(run.result?.alarms).to.have.length(Object.keys(alarms).length + 1);
  });
});
