import { expect } from "chai";
import { type LocalCloud, start } from "../../../local/cloud";
import { ProgramFolder } from "../../support/programFolder";

const PROGRAM = `
  import * as aws from "@pulumi/aws";
  import * as awsx from "@pulumi/awsx";
  import * as pulumi from "@pulumi/pulumi";

  const trust = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ecs-tasks.amazonaws.com" } }] };
  const vpc = new awsx.ec2.Vpc("net", { natGateways: { strategy: "None" } });
  const repository = new aws.ecr.Repository("worker");
  const image = new awsx.ecr.Image("worker", { repositoryUrl: repository.repositoryUrl, context: "worker" });
  const log = new aws.cloudwatch.LogGroup("worker");
  const role = new aws.iam.Role("worker", {
    assumeRolePolicy: JSON.stringify(trust),
    managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"],
  });
  const cluster = new aws.ecs.Cluster("orders");
  const definition = new aws.ecs.TaskDefinition("worker", {
    family: "worker", requiresCompatibilities: ["FARGATE"], networkMode: "awsvpc", cpu: "256", memory: "512",
    executionRoleArn: role.arn,
    containerDefinitions: pulumi.jsonStringify([{
      name: "app", image: image.imageUri, stopTimeout: 5,
      logConfiguration: { logDriver: "awslogs", options: {
        "awslogs-group": log.name, "awslogs-region": "us-east-1", "awslogs-stream-prefix": "worker",
      } },
    }]),
  });
  const service = new aws.ecs.Service("worker", {
    cluster: cluster.arn, taskDefinition: definition.arn, desiredCount: 1,
    networkConfiguration: { subnets: vpc.privateSubnetIds },
  });
  export const serviceArn = service.id;
`;

describe("a program with an image", () => {
  it("deploys what is edited in the image's source when it is evaluated anew, and nothing otherwise", async function () {
    // Three evaluations of a program that loads all of @pulumi/awsx.
    this.timeout(180_000);
    const folder = new ProgramFolder(PROGRAM);
    folder.write("worker/Dockerfile", 'FROM node:22\nCMD ["node", "main.js"]\n');
    folder.write("worker/src/main.ts", 'console.log("one"); setInterval(() => {}, 1000);');
    const lines: string[] = [];
    let printed = () => {};
    const report = {
      stage() {},
      warn() {},
      log(source: string, line: string) {
        lines.push(`${source} ${line}`);
        printed();
      },
    };
    let cloud: LocalCloud | undefined;
    try {
      const first = new Promise<void>((resolve) => {
        printed = resolve;
      });
      cloud = await start({ folder: folder.path, stack: "local" }, { port: 0, report });
      await first;

      const unchanged = await cloud.reload();
      const second = new Promise<void>((resolve) => {
        printed = resolve;
      });
      folder.write("worker/src/main.ts", 'console.log("two"); setInterval(() => {}, 1000);');
      const changed = await cloud.reload();
      await second;

      expect(unchanged).to.deep.equal([]);
      expect(changed.map(({ kind, type }) => `${kind} ${type}`)).to.deep.equal([
        "updated docker-build:index:Image",
        "replaced aws:ecs/taskDefinition:TaskDefinition",
        "updated aws:ecs/service:Service",
      ]);
      expect(lines).to.deep.equal(["worker one", "worker two"]);
    } finally {
      await cloud?.stop();
      folder.remove();
    }
  });
});
