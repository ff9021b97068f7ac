import { DescribeTasksCommand, ECSClient, RunTaskCommand } from "@aws-sdk/client-ecs";
import { expect } from "chai";
import { accessOf } from "../../../cli/localAccess";
import type { JobOutputs } from "../../../stacks/interval-processing/system";
import { until } from "../../support/until";
import { describeSystem } from "../describeSystem";

interface Outputs {
  clusterName: string;
  subnetIds: string[];
  securityGroupId: string;
  jobs: Record<string, JobOutputs>;
}

describeSystem({
  system: "interval-processing",

  async use({ intervalProcessing }, { services }) {
    const { clusterName: cluster, subnetIds: subnets, securityGroupId, jobs } = intervalProcessing as Outputs;
    const { endpoint, region, credentials } = accessOf(services);
    const ecs = new ECSClient({ endpoint, region, credentials });
    try {
      const { tasks = [] } = await ecs.send(
        new RunTaskCommand({
          ...{ cluster, taskDefinition: jobs.FileGeneration?.taskDefinitionArn },
          networkConfiguration: { awsvpcConfiguration: { subnets, securityGroups: [securityGroupId] } },
        }),
      );
      const { containers } = await until(
        async () => {
          const described = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [tasks[0]?.taskArn ?? ""] }));
          return described.tasks?.[0];
        },
        (task) => task?.lastStatus === "STOPPED",
      );
      expect(containers?.[0]?.exitCode).to.equal(0);
    } finally {
      ecs.destroy();
    }
  },

  change: {
    block: "intervalProcessing",
    settings: { enabled: false },
    steps: [
      "update aws:scheduler/schedule:Schedule interval-FileGeneration-schedule (state)",
      "update aws:scheduler/schedule:Schedule interval-HalfHourlyDataChange-schedule (state)",
      "update aws:scheduler/schedule:Schedule interval-HourlyDataChange-schedule (state)",
      "update aws:scheduler/schedule:Schedule interval-NightlyDataChange-schedule (state)",
      "update aws:scheduler/schedule:Schedule interval-QuarterHourlyDataChange-schedule (state)",
    ],
  },

  replacement: {
    name: "interval-files-policy",
    steps: ["replace aws:s3/bucketPolicy:BucketPolicy interval-files-policy"],
  },
});
