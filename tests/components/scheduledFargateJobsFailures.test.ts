import { expect } from "chai";
import { inputsOf } from "../support/program";
import { runJob } from "./scheduledFargateJobsUnderTest";

const ACCOUNT = "us-east-1:111122223333";

describe("ScheduledFargateJobs' failures", () => {
  it("go to a function that knows how to run each job again", async () => {
    const run = await runJob({ retries: 4, spot: true });

    const { environment } = inputsOf(run, "aws:lambda/function:Function", "reports-failure");
    const { variables } = environment as { variables: Record<string, string> };
    expect(run.errors).to.deep.equal([]);
    expect(JSON.parse(variables.JOBS ?? "")).to.deep.equal([
      {
        job: "hourly",
        family: "reports-cluster-name-hourly",
        taskDefinition: `arn:aws:ecs:${ACCOUNT}:task-definition/reports-hourly-definition-name:1`,
        ...{ retries: 4, maxAgeSeconds: 2_700, spot: true },
      },
    ]);
    expect(variables).to.include({ RUN_TABLE: "reports-runs-name", SECURITY_GROUP: "reports-group-id" });
    expect(JSON.parse(variables.SUBNETS ?? "")).to.deep.equal(["subnet-1", "subnet-2"]);
  });

  it("are tried again as long after the end of a flexible window as without one after the scheduled time", async () => {
    const run = await runJob({ flexibleWindowMinutes: 30, maxAgeSeconds: 600 });

    const { environment } = inputsOf(run, "aws:lambda/function:Function", "reports-failure");
    const { variables } = environment as { variables: Record<string, string> };
    const [job] = JSON.parse(variables.JOBS ?? "") as { maxAgeSeconds: number }[];
    expect(job?.maxAgeSeconds).to.equal(30 * 60 + 600);
  });

  it("are heard of by a rule for stopped tasks of the cluster, which alone may call the function", async () => {
    const run = await runJob({});

    const { eventPattern } = inputsOf(run, "aws:cloudwatch/eventRule:EventRule", "reports-failure-stopped");
    expect(JSON.parse(String(eventPattern))).to.deep.equal({
      source: ["aws.ecs"],
      "detail-type": ["ECS Task State Change"],
      detail: { clusterArn: [`arn:aws:ecs:${ACCOUNT}:cluster/reports-cluster-name`], lastStatus: ["STOPPED"] },
    });
    expect(inputsOf(run, "aws:lambda/permission:Permission", "reports-failure-permission")).to.deep.equal({
      action: "lambda:InvokeFunction",
      function: "reports-failure-name",
      principal: "events.amazonaws.com",
      sourceArn: `arn:aws:events:${ACCOUNT}:rule/reports-failure-stopped-name`,
    });
    expect(inputsOf(run, "aws:cloudwatch/eventTarget:EventTarget", "reports-failure-target")).to.deep.equal({
      rule: "reports-failure-stopped-name",
      arn: `arn:aws:lambda:${ACCOUNT}:function:reports-failure-name`,
    });
  });

  it("raise an alarm by the job's name", async () => {
    const run = await runJob({});

    expect(inputsOf(run, "aws:cloudwatch/metricAlarm:MetricAlarm", "reports-hourly-failed")).to.deep.include({
      namespace: "Sluice",
      metricName: "FailedTasks",
      dimensions: { service: "reports-failure-name", job: "hourly" },
      threshold: 1,
    });
  });
});
