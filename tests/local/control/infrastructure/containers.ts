import { expect } from "chai";
import { until } from "../../../support/until";
import { type Answer, ROLE, type RunTime, refusedToOthers } from "../runTime";

const TASK = { family: "made", cpu: "256", memory: "512", networkMode: "awsvpc", requiresCompatibilities: ["FARGATE"] };
const WORKER = `${ROLE}/worker`;
const NETWORK = { awsvpcConfiguration: { subnets: ["subnet-made"] } };

/** ECS. */
export function containers(runTime: RunTime): void {
  const { call } = runTime;
  const tried = runTime.as("maker");

  describe("clusters", () => {
    before(() => {
      const { ec2 } = runTime.services;
      ec2.putVpc({ id: "vpc-made", cidrBlock: "10.9.0.0/16" });
      ec2.putSubnet({
        ...{ id: "subnet-made", vpcId: "vpc-made", cidrBlock: "10.9.0.0/24", availabilityZone: "us-east-1a" },
      });
    });

    it("run a task of a definition that a call has registered", async () => {
      const uri = await runTime.image('console.log(process.env.WHO); if (process.env.WHO !== "me") process.exit(9);');
      await call("ecs", "CreateCluster", { clusterName: "made" });
      const container = { name: "app", image: uri, environment: [{ name: "WHO", value: "me" }] };
      const { taskDefinition } = await call("ecs", "RegisterTaskDefinition", {
        ...{ ...TASK, taskRoleArn: WORKER, executionRoleArn: WORKER, containerDefinitions: [container] },
      });
      const { tasks } = await call("ecs", "RunTask", {
        ...{ cluster: "made", taskDefinition: taskDefinition.taskDefinitionArn, networkConfiguration: NETWORK },
      });
      const [{ taskArn }] = tasks;
      const ended = await until(
        async () => (await call("ecs", "DescribeTasks", { cluster: "made", tasks: [taskArn] })).tasks[0],
        ({ lastStatus }: Answer) => lastStatus === "STOPPED",
      );
      await call("ecs", "DeregisterTaskDefinition", { taskDefinition: taskDefinition.taskDefinitionArn });
      const again = await tried("ecs", "RunTask", {
        ...{ cluster: "made", taskDefinition: taskDefinition.taskDefinitionArn, networkConfiguration: NETWORK },
      });
      await call("ecs", "DeleteCluster", { cluster: "made" });

      expect(ended.containers[0].exitCode).to.equal(0);
      expect(again).to.deep.include({ error: "ClientException", message: "TaskDefinition is inactive" });
      expect((await call("ecs", "ListClusters", {})).clusterArns).to.deep.equal([]);
    });

    it("keep a service that a call has made at its count, until it is deleted", async () => {
      const uri = await runTime.image("setInterval(() => {}, 1000); process.on('SIGTERM', () => process.exit(0));");
      const cluster = "made";
      await call("ecs", "CreateCluster", { clusterName: cluster });
      const register = { ...TASK, executionRoleArn: WORKER, containerDefinitions: [{ name: "app", image: uri }] };
      await call("ecs", "RegisterTaskDefinition", register);
      await call("ecs", "CreateService", {
        ...{ cluster, serviceName: "kept", taskDefinition: "made", desiredCount: 0, networkConfiguration: NETWORK },
      });
      await call("ecs", "UpdateService", { cluster, service: "kept", desiredCount: 1 });
      await until(
        async () => (await call("ecs", "DescribeServices", { cluster, services: ["kept"] })).services[0],
        ({ runningCount }: Answer) => runningCount === 1,
      );
      const inUse = await tried("ecs", "DeleteCluster", { cluster });
      await call("ecs", "DeleteService", { cluster, service: "kept", force: true });
      await call("ecs", "DeleteCluster", { cluster });

      expect(inUse.error).to.equal("ClusterContainsServicesException");
      expect(runTime.services.ecs.tasks().filter(({ status }) => status !== "STOPPED")).to.deep.equal([]);
    });

    it("take no role that the caller may not hand over", async () => {
      const params = { ...TASK, taskRoleArn: WORKER, containerDefinitions: [{ name: "app", image: "any" }] };

      const refusal = await runTime.as("handless")("ecs", "RegisterTaskDefinition", params);

      expect(refusal.message).to.contain(`is not authorized to perform: iam:PassRole on resource: ${WORKER}`);
    });

    refusedToOthers(runTime, "ecs", {
      CreateCluster: { clusterName: "no" },
      DeleteCluster: { cluster: "no" },
      PutClusterCapacityProviders: { cluster: "no", capacityProviders: [], defaultCapacityProviderStrategy: [] },
      RegisterTaskDefinition: { family: "no", containerDefinitions: [] },
      DeregisterTaskDefinition: { taskDefinition: "no:1" },
      CreateService: { serviceName: "no", networkConfiguration: NETWORK },
      UpdateService: { service: "no" },
      DeleteService: { service: "no" },
      TagResource: { resourceArn: "arn:aws:ecs:us-east-1:000000000000:cluster/no", tags: [] },
    });
  });
}

/** ECR. */
export function repositories(runTime: RunTime): void {
  const { call } = runTime;

  describe("repositories", () => {
    it("hold the images that are built for them, until they are deleted", async () => {
      const uri = await runTime.image('console.log("built");');
      const { repository } = await call("ecr", "CreateRepository", { repositoryName: "orders" });
      const { imageDetails } = await call("ecr", "DescribeImages", { repositoryName: "orders" });
      await call("ecr", "DeleteRepository", { repositoryName: "orders", force: true });

      const digests = imageDetails.map(({ imageDigest }: Answer) => `${repository.repositoryUri}@${imageDigest}`);
      expect(digests).to.include(uri);
      expect(() => runTime.services.images.find(uri)).to.throw("no resource of this program has built");
    });

    refusedToOthers(runTime, "ecr", {
      CreateRepository: { repositoryName: "no" },
      DeleteRepository: { repositoryName: "no" },
      DescribeImages: { repositoryName: "no" },
      PutImageTagMutability: { repositoryName: "no", imageTagMutability: "MUTABLE" },
    });
  });
}
