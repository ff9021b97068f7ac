import { expect } from "chai";
import { systemClock } from "../../../local/base/clock";
import type { ServiceName } from "../../conformance/clients/client";
import { until } from "../../support/until";
import { type Answer, ARN, allow, describeByClients, document, prefixOf, ROLE, type RunTime } from "./runTime";

const SERVICES: readonly ServiceName[] = [
  "application-autoscaling",
  "cloudwatch",
  "ecs",
  "events",
  "logs",
  "scheduler",
  "sns",
  "sqs",
];

describeByClients(
  (client) => `what ${client} makes at run time to be told of events`,
  {
    trusted: ["scheduler.amazonaws.com", "ecs-tasks.amazonaws.com"],
    // A period of a minute takes a second.
    timeScale: 60,
    policies: {
      maker: allow(...SERVICES.map((service) => `${prefixOf(service)}:*`), "iam:PassRole"),
      onlooker: allow("sqs:ListQueues"),
      // It may make schedules, and hand no role over; for the rest, only some sources, queues, tags and namespaces.
      limited: document(
        { Effect: "Allow", Action: "scheduler:*", Resource: "*" },
        {
          ...{ Effect: "Allow", Action: "events:PutEvents", Resource: ARN("events", "event-bus/default") },
          Condition: { StringEquals: { "events:source": "shop" } },
        },
        {
          ...{ Effect: "Allow", Action: "events:PutTargets", Resource: ARN("events", "rule/named") },
          Condition: { "ForAllValues:ArnEquals": { "events:TargetArn": ARN("sqs", "told") } },
        },
        {
          ...{ Effect: "Allow", Action: ["logs:CreateLogGroup", "logs:TagResource"] },
          ...{ Resource: ARN("logs", "log-group:tagged:*") },
          Condition: { StringEquals: { "aws:RequestTag/team": "a" } },
        },
        {
          ...{ Effect: "Allow", Action: "cloudwatch:PutMetricData", Resource: "*" },
          Condition: { StringEquals: { "cloudwatch:namespace": "Own" } },
        },
      ),
      worker: allow("sqs:SendMessage", "ecr:*"),
    },
  },
  (runTime, knows) => {
    const { call } = runTime;

    if (knows("events")) {
      it("is a rule, which brings a program's own event to its queue until it has no target", async () => {
        const { QueueUrl } = await queueFor(runTime, "paid", "events.amazonaws.com", ARN("events", "rule/paid"));
        const EventPattern = JSON.stringify({ source: ["shop"], detail: { state: ["paid"] } });
        const event = { Source: "shop", DetailType: "Order", Detail: '{"state":"paid","id":7}' };
        await call("events", "PutRule", { Name: "paid", EventPattern });
        await call("events", "PutTargets", { Rule: "paid", Targets: [{ Id: "told", Arn: ARN("sqs", "paid") }] });
        await call("events", "PutEvents", { Entries: [{ ...event, Detail: '{"state":"open"}' }, event] });
        const Messages = await runTime.received(QueueUrl);
        await call("events", "RemoveTargets", { Rule: "paid", Ids: ["told"] });
        await call("events", "DeleteRule", { Name: "paid" });
        const { Rules } = await call("events", "ListRules", {});
        await call("sqs", "DeleteQueue", { QueueUrl });

        expect(Messages.map(({ Body }: Answer) => JSON.parse(Body).detail)).to.deep.equal([{ state: "paid", id: 7 }]);
        expect(Rules).to.deep.equal([]);
      });
    }

    if (knows("events")) {
      it("is a rule, which tells a topic what its template says", async () => {
        const TopicArn = ARN("sns", "sent");
        await call("sns", "CreateTopic", {
          Name: "sent",
          Attributes: { Policy: letting("events.amazonaws.com", "sns:Publish", TopicArn, ARN("events", "rule/sent")) },
        });
        const { QueueUrl } = await queueFor(runTime, "sent", "sns.amazonaws.com", TopicArn);
        await call("sns", "Subscribe", { TopicArn, Protocol: "sqs", Endpoint: ARN("sqs", "sent") });
        await call("events", "PutRule", { Name: "sent", EventPattern: '{"detail-type":["Sent"]}' });
        const InputTransformer = { InputPathsMap: { id: "$.detail.id" }, InputTemplate: '"order <id> is sent"' };
        await call("events", "PutTargets", {
          Rule: "sent",
          Targets: [{ Id: "told", Arn: TopicArn, InputTransformer }],
        });
        await call("events", "PutEvents", { Entries: [{ Source: "shop", DetailType: "Sent", Detail: '{"id":7}' }] });
        const Messages = await runTime.received(QueueUrl);
        await call("events", "RemoveTargets", { Rule: "sent", Ids: ["told"] });
        await call("events", "DeleteRule", { Name: "sent" });

        expect(JSON.parse(Messages[0].Body).Message).to.equal('"order 7 is sent"');
      });

      it("is no target where the maker may not pass its role", async () => {
        await call("events", "PutRule", { Name: "named", EventPattern: '{"source":["shop"]}' });
        const refusal = await runTime.as("limited")("events", "PutTargets", {
          Rule: "named",
          Targets: [{ Id: "told", Arn: ARN("sqs", "told"), RoleArn: `${ROLE}/worker` }],
        });
        await call("events", "DeleteRule", { Name: "named" });

        expect(refusal.message).to.contain("is not authorized to perform: iam:PassRole on resource");
      });

      it("is an event only of the source that its maker may use", async () => {
        const put = (Source: string) =>
          runTime.as("limited")("events", "PutEvents", { Entries: [{ Source, DetailType: "Order", Detail: "{}" }] });

        expect((await put("shop")).FailedEntryCount).to.equal(0);
        expect((await put("bank")).error).to.equal("AccessDeniedException");
      });

      it("is a target only of the queue that its maker may name", async () => {
        await call("events", "PutRule", { Name: "named", EventPattern: '{"source":["shop"]}' });
        const put = (...queues: readonly string[]) =>
          runTime.as("limited")("events", "PutTargets", {
            Rule: "named",
            Targets: queues.map((queue) => ({ Id: queue, Arn: ARN("sqs", queue) })),
          });

        expect((await put("told")).FailedEntryCount).to.equal(0);
        expect((await put("told", "other")).error).to.equal("AccessDeniedException");
        await call("events", "RemoveTargets", { Rule: "named", Ids: ["told"] });
        await call("events", "DeleteRule", { Name: "named" });
      });
    }

    if (knows("scheduler")) {
      const schedule = {
        ...{ Name: "tick", GroupName: "jobs", FlexibleTimeWindow: { Mode: "OFF" } },
        // A new rate is due at once.
        ScheduleExpression: "rate(1 day)",
        Target: { Arn: ARN("sqs", "told"), RoleArn: `${ROLE}/worker`, Input: "now" },
      };

      it("is a schedule, which calls its target until its group is deleted", async () => {
        const { QueueUrl } = await call("sqs", "CreateQueue", { QueueName: "told" });
        await call("scheduler", "CreateScheduleGroup", { Name: "jobs" });
        await call("scheduler", "CreateSchedule", schedule);
        const Messages = await runTime.received(QueueUrl);
        await call("scheduler", "UpdateSchedule", { ...schedule, State: "DISABLED" });
        const { State } = await call("scheduler", "GetSchedule", { Name: "tick", GroupName: "jobs" });
        await call("scheduler", "DeleteScheduleGroup", { Name: "jobs" });
        const { Schedules } = await call("scheduler", "ListSchedules", {});
        await call("sqs", "DeleteQueue", { QueueUrl });

        expect(Messages.map(({ Body }: Answer) => Body)).to.deep.equal(["now"]);
        expect(State).to.equal("DISABLED");
        expect(Schedules).to.deep.equal([]);
      });

      it("is no schedule where the maker may not pass its role", async () => {
        const refusal = await runTime.as("limited")("scheduler", "CreateSchedule", schedule);

        expect(refusal.error).to.equal("AccessDeniedException");
        expect(refusal.message).to.contain(`is not authorized to perform: iam:PassRole on resource: ${ROLE}/worker`);
      });
    }

    it("is an alarm, which goes off by a program's own metric and tells its topic", async () => {
      const { TopicArn } = await call("sns", "CreateTopic", {
        Name: "ops",
        Attributes: {
          Policy: letting(
            "cloudwatch.amazonaws.com",
            "sns:Publish",
            ARN("sns", "ops"),
            ARN("cloudwatch", "alarm:waiting"),
          ),
        },
      });
      const { QueueUrl } = await queueFor(runTime, "alarms", "sns.amazonaws.com", TopicArn);
      await call("sns", "Subscribe", { TopicArn, Protocol: "sqs", Endpoint: ARN("sqs", "alarms") });
      await call("cloudwatch", "PutMetricAlarm", {
        ...{ AlarmName: "waiting", Namespace: "Shop", MetricName: "Waiting", Statistic: "Maximum", Period: 60 },
        ...{ EvaluationPeriods: 1, Threshold: 5, ComparisonOperator: "GreaterThanThreshold", AlarmActions: [TopicArn] },
      });
      await call("cloudwatch", "PutMetricData", {
        Namespace: "Shop",
        MetricData: [{ MetricName: "Waiting", Value: 6 }],
      });
      const Messages = await runTime.received(QueueUrl);
      await call("cloudwatch", "DeleteAlarms", { AlarmNames: ["waiting"] });
      const { MetricAlarms } = await call("cloudwatch", "DescribeAlarms", {});
      const told = JSON.parse(JSON.parse(Messages[0].Body).Message);

      expect([told.AlarmName, told.NewStateValue, told.Trigger.Threshold]).to.deep.equal(["waiting", "ALARM", 5]);
      expect(MetricAlarms).to.deep.equal([]);
    });

    it("is a log group, whose metric filter counts what is written", async () => {
      const place = { logGroupName: "orders", logStreamName: "one" };
      await call("logs", "CreateLogGroup", { logGroupName: "orders", tags: { team: "a" } });
      await call("logs", "CreateLogStream", place);
      await call("logs", "PutMetricFilter", {
        ...{ logGroupName: "orders", filterName: "errors", filterPattern: "ERROR" },
        metricTransformations: [{ metricName: "Errors", metricNamespace: "Shop", metricValue: "1" }],
      });
      const now = systemClock.now();
      await call("logs", "PutLogEvents", { ...place, logEvents: [{ timestamp: now, message: "ERROR a" }] });
      const { events } = await call("logs", "FilterLogEvents", { logGroupName: "orders", filterPattern: "ERROR" });
      const { Datapoints } = await call("cloudwatch", "GetMetricStatistics", {
        ...{ Namespace: "Shop", MetricName: "Errors", Period: 60, Statistics: ["Sum"] },
        ...{ StartTime: new Date(now - 60_000), EndTime: new Date(now + 60_000) },
      });
      await call("logs", "DeleteLogGroup", { logGroupName: "orders" });
      const { logGroups } = await call("logs", "DescribeLogGroups", {});

      expect(events.map(({ message }: Answer) => message)).to.deep.equal(["ERROR a"]);
      expect(Datapoints.map(({ Sum }: Answer) => Sum)).to.deep.equal([1]);
      expect(logGroups).to.deep.equal([]);
    });

    it("is no log group where a tag is not the maker's to give", async () => {
      const create = (tags: object) =>
        runTime.as("limited")("logs", "CreateLogGroup", { logGroupName: "tagged", tags });

      expect((await create({ team: "b" })).error).to.equal("AccessDeniedException");
      expect((await create({ team: "a" })).error).to.equal(undefined);
    });

    if (knows("application-autoscaling")) {
      it("is a scaling policy, which an alarm sets off", async () => {
        const scaled = {
          ...{ ServiceNamespace: "ecs", ResourceId: "service/made/workers" },
          ScalableDimension: "ecs:service:DesiredCount",
        };
        await serviceFor(runTime, "made", "workers");
        await call("application-autoscaling", "RegisterScalableTarget", { ...scaled, MinCapacity: 0, MaxCapacity: 1 });
        const { PolicyARN } = await call("application-autoscaling", "PutScalingPolicy", {
          ...{ ...scaled, PolicyName: "wake", PolicyType: "StepScaling" },
          StepScalingPolicyConfiguration: {
            AdjustmentType: "ExactCapacity",
            StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
          },
        });
        await call("cloudwatch", "PutMetricAlarm", {
          ...{ AlarmName: "backlog", Namespace: "Shop", MetricName: "Backlog", Statistic: "Maximum", Period: 60 },
          ...{ EvaluationPeriods: 1, Threshold: 5, ComparisonOperator: "GreaterThanThreshold" },
          AlarmActions: [PolicyARN],
        });
        await call("cloudwatch", "PutMetricData", {
          Namespace: "Shop",
          MetricData: [{ MetricName: "Backlog", Value: 6 }],
        });
        const [activity] = await until(
          async () =>
            (await call("application-autoscaling", "DescribeScalingActivities", { ServiceNamespace: "ecs" }))
              .ScalingActivities,
          (activities: Answer) => activities.length > 0,
        );
        const { services } = await call("ecs", "DescribeServices", { cluster: "made", services: ["workers"] });
        await call("application-autoscaling", "DeregisterScalableTarget", scaled);
        const { ScalingPolicies } = await call("application-autoscaling", "DescribeScalingPolicies", {
          ServiceNamespace: "ecs",
        });
        await call("cloudwatch", "DeleteAlarms", { AlarmNames: ["backlog"] });
        await call("ecs", "DeleteService", { cluster: "made", service: "workers", force: true });

        expect(activity.Description).to.equal("Setting desired count to 1.");
        expect(services[0].desiredCount).to.equal(1);
        expect(ScalingPolicies).to.deep.equal([]);
      });
    }

    it("is a metric only in the namespace that its maker may put metrics in", async () => {
      const put = (Namespace: string) =>
        runTime.as("limited")("cloudwatch", "PutMetricData", {
          Namespace,
          MetricData: [{ MetricName: "m", Value: 1 }],
        });

      expect((await put("Own")).error).to.equal(undefined);
      expect((await put("Other")).error).to.match(/^AccessDenied/);
    });

    for (const [service, operation, parameters, resource] of [
      ["events", "PutRule", { Name: "no", EventPattern: '{"source":["shop"]}' }],
      ["events", "PutTargets", { Rule: "no", Targets: [{ Id: "no", Arn: ARN("sqs", "told") }] }],
      ["events", "ListRules", {}, "rule/*"],
      ["events", "PutEvents", { Entries: [{ Source: "shop", DetailType: "Order", Detail: "{}" }] }],
      ["cloudwatch", "PutMetricAlarm", { AlarmName: "no" }],
      ["cloudwatch", "DeleteAlarms", { AlarmNames: ["no"] }],
      ["cloudwatch", "SetAlarmState", { AlarmName: "no", StateValue: "OK", StateReason: "no" }],
      ["cloudwatch", "PutDashboard", { DashboardName: "no", DashboardBody: "{}" }],
      ["cloudwatch", "GetMetricData", { MetricDataQueries: [], StartTime: new Date(0), EndTime: new Date(1) }],
      [
        "application-autoscaling",
        "RegisterScalableTarget",
        {
          ...{ ServiceNamespace: "ecs", ResourceId: "service/made/no", ScalableDimension: "ecs:service:DesiredCount" },
          ...{ MinCapacity: 0, MaxCapacity: 1 },
        },
        "scalable-target/*",
      ],
      ["application-autoscaling", "DescribeScalingPolicies", { ServiceNamespace: "ecs" }],
      ["logs", "CreateLogGroup", { logGroupName: "no" }],
      ["logs", "DescribeLogGroups", {}],
      ["logs", "FilterLogEvents", { logGroupName: "no" }],
      [
        "logs",
        "PutLogEvents",
        { logGroupName: "no", logStreamName: "no", logEvents: [{ timestamp: 0, message: "no" }] },
      ],
      ["scheduler", "CreateScheduleGroup", { Name: "no" }],
      ["scheduler", "GetSchedule", { Name: "no" }, "schedule/default/no"],
      ["scheduler", "ListSchedules", { GroupName: "default" }, "schedule/*/*"],
    ] as const) {
      if (!knows(service)) continue;
      it(`is refused to a role that may not: ${prefixOf(service)}:${operation}`, async () => {
        const refusal = await runTime.as("onlooker")(service, operation, parameters);

        expect(refusal.error).to.match(/^AccessDenied(Exception)?$/);
        expect(refusal.message).to.contain(
          `is not authorized to perform: ${prefixOf(service)}:${operation} on resource: ${resource ? ARN(service, resource) : ""}`,
        );
      });
    }
  },
);

/** Makes a queue that takes messages of a service for one resource of it. */
async function queueFor(
  { call }: RunTime,
  QueueName: string,
  service: string,
  sourceArn: string,
): Promise<{ QueueUrl: string }> {
  const Policy = letting(service, "sqs:SendMessage", ARN("sqs", QueueName), sourceArn);
  return call("sqs", "CreateQueue", { QueueName, Attributes: { Policy } });
}

/** A policy of a resource that lets one resource of a service do something with it. */
function letting(service: string, action: string, resource: string, sourceArn: string): string {
  return document({
    ...{ Effect: "Allow", Principal: { Service: service }, Action: action, Resource: resource },
    Condition: { ArnEquals: { "aws:SourceArn": sourceArn } },
  });
}

/** Makes an ECS service that runs no task yet. */
async function serviceFor(runTime: RunTime, cluster: string, serviceName: string): Promise<void> {
  const { call } = runTime;
  const { ec2 } = runTime.services;
  ec2.putVpc({ id: "vpc-made", cidrBlock: "10.9.0.0/16" });
  ec2.putSubnet({
    ...{ id: "subnet-made", vpcId: "vpc-made", cidrBlock: "10.9.0.0/24", availabilityZone: "us-east-1a" },
  });
  const image = await runTime.image("setInterval(() => {}, 1000); process.on('SIGTERM', () => process.exit(0));");
  await call("ecs", "CreateCluster", { clusterName: cluster });
  await call("ecs", "RegisterTaskDefinition", {
    ...{ family: serviceName, cpu: "256", memory: "512", networkMode: "awsvpc", requiresCompatibilities: ["FARGATE"] },
    ...{ executionRoleArn: `${ROLE}/worker`, containerDefinitions: [{ name: "app", image }] },
  });
  await call("ecs", "CreateService", {
    ...{ cluster, serviceName, taskDefinition: serviceName, desiredCount: 0 },
    networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-made"] } },
  });
}
