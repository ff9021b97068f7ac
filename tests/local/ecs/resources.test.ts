import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
import { Deployment } from "../../../local/engine/deployment";
import { Registry } from "../../../local/engine/registry";
import type { Properties, ResourceState } from "../../../local/engine/resourceHandler";
import { invokeHandlers } from "../../../local/invokes/index";
import { dockerImage } from "../../../local/resources/docker-build/image";
import { repository } from "../../../local/resources/ecr/repository";
import { cluster } from "../../../local/resources/ecs/cluster";
import { clusterCapacityProviders } from "../../../local/resources/ecs/clusterCapacityProviders";
import { service } from "../../../local/resources/ecs/service";
import { taskDefinition } from "../../../local/resources/ecs/taskDefinition";
import { componentHandlers, resourceHandlers } from "../../../local/resources/index";
import type { Services } from "../../../local/services";
import type { ClusterSpec, Ecs, EcsServiceSpec, TaskDefinitionSpec } from "../../../local/services/ecs/ecs";
import type { Images, LocalImage } from "../../../local/services/ecs/images";
import { createRepositoryTags } from "../../../local/services/ecs/repositoryTags";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { CLUSTER, EXECUTION_ROLE, NOW, SECRET, TASK_ROLE } from "./support";

const DEFINITION = "arn:aws:ecs:us-east-1:000000000000:task-definition/worker:3";
const CONTAINER = {
  name: "app",
  image: "repository@sha256:1",
  environment: [{ name: "MODE", value: "fast" }],
  secrets: [{ name: "PASSWORD", valueFrom: SECRET }],
  stopTimeout: 60,
  user: "1000:1000",
  readonlyRootFilesystem: true,
  mountPoints: [{ sourceVolume: "tmp", containerPath: "/tmp" }],
  linuxParameters: { initProcessEnabled: true },
  healthCheck: { command: ["CMD", "node", "main.js", "health"], interval: 10 },
  logConfiguration: {
    logDriver: "awslogs",
    options: {
      "awslogs-group": "/ecs",
      "awslogs-region": "us-east-1",
      "awslogs-stream-prefix": "w",
      mode: "non-blocking",
    },
  },
};

describe("ECS's resource types", () => {
  describe("Cluster", () => {
    const put: ClusterSpec[] = [];
    const handler = cluster({ ecs: { putCluster: (spec: ClusterSpec) => void put.push(spec) } as Partial<Ecs> as Ecs });

    it("is named by the program or after itself, with Container Insights where they are on", async () => {
      put.length = 0;
      const { id, state } = await handler.create(resourceContext("orders"), {
        settings: [{ name: "containerInsights", value: "enhanced" }],
      });
      await handler.create(resourceContext("orders"), { name: "mine" });

      expect(id).to.equal("arn:aws:ecs:us-east-1:000000000000:cluster/orders-1a2b3c4");
      expect(state).to.include({ name: "orders-1a2b3c4", arn: id });
      expect(put.map(({ name, containerInsights }) => ({ name, containerInsights }))).to.deep.equal([
        { name: "orders-1a2b3c4", containerInsights: true },
        { name: "mine", containerInsights: false },
      ]);
    });

    it("refuses a setting that it does not know", async () => {
      const error = await rejection(
        handler.create(resourceContext("orders"), { settings: [{ name: "containerInsights", value: "on" }] }),
      );

      expect(error.message).to.equal(
        'settings: the one setting is containerInsights ("enabled", "enhanced" or "disabled"), got containerInsights "on"',
      );
    });
  });

  it("ClusterCapacityProviders takes Fargate's capacity only", async () => {
    const handler = clusterCapacityProviders({ ecs: { clusterArn: () => CLUSTER } as Partial<Ecs> as Ecs });

    const made = await handler.create(resourceContext("c"), {
      clusterName: "orders",
      capacityProviders: ["FARGATE_SPOT"],
    });
    const error = await rejection(
      handler.create(resourceContext("c"), { clusterName: "orders", capacityProviders: ["my-ec2"] }),
    );

    expect(made.id).to.equal("orders");
    expect(error.message).to.contain('capacityProviders: "my-ec2" is none of FARGATE, FARGATE_SPOT');
  });

  describe("TaskDefinition", () => {
    const inputs: Properties = {
      family: "worker",
      containerDefinitions: JSON.stringify([CONTAINER]),
      cpu: "512",
      memory: "1024",
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "ARM64" },
      executionRoleArn: EXECUTION_ROLE,
      taskRoleArn: TASK_ROLE,
      volumes: [{ name: "tmp" }],
    };

    const handlerFor = (registered: TaskDefinitionSpec[], untrusted: readonly string[] = []) =>
      taskDefinition({
        ecs: {
          nextRevision: () => registered.length + 1,
          registerTaskDefinition: (spec: TaskDefinitionSpec) => void registered.push(spec),
        } as Partial<Ecs> as Ecs,
        iam: {
          assumeRole(roleArn: string) {
            if (untrusted.includes(roleArn)) throw new AwsError("AccessDenied", "no trust", 403);
          },
        } as unknown as Services["iam"],
        images: {
          find(uri: string) {
            if (uri !== CONTAINER.image) throw new Error(`nobody has built ${uri}`);
          },
        } as unknown as Images,
      });
    const create = (changes: Properties = {}, registered: TaskDefinitionSpec[] = []) =>
      handlerFor(registered).create(resourceContext("worker"), { ...inputs, ...changes });
    const createWith = (container: object) =>
      create({ containerDefinitions: JSON.stringify([{ ...CONTAINER, ...container }]) });

    it("registers the next revision with what the program says", async () => {
      const registered: TaskDefinitionSpec[] = [];

      const { id, state } = await create({}, registered);

      const arn = "arn:aws:ecs:us-east-1:000000000000:task-definition/worker:1";
      expect(id).to.equal("worker");
      expect(state).to.include({ arn, revision: 1, arnWithoutRevision: arn.slice(0, -2) });
      expect(registered).to.deep.equal([
        {
          arn,
          family: "worker",
          revision: 1,
          cpu: 512,
          memoryMb: 1024,
          executionRoleArn: EXECUTION_ROLE,
          taskRoleArn: TASK_ROLE,
          containers: [
            {
              name: "app",
              image: "repository@sha256:1",
              essential: true,
              environment: { MODE: "fast" },
              secrets: { PASSWORD: SECRET },
              stopTimeoutSeconds: 60,
              log: { groupName: "/ecs", streamPrefix: "w" },
              healthCheck: {
                command: ["CMD", "node", "main.js", "health"],
                intervalSeconds: 10,
                timeoutSeconds: 5,
                retries: 3,
                startPeriodSeconds: 0,
              },
            },
          ],
          described: {
            ...{ networkMode: "awsvpc", requiresCompatibilities: ["FARGATE"], containerDefinitions: [CONTAINER] },
            ...{ volumes: [{ name: "tmp" }], runtimePlatform: inputs.runtimePlatform },
          },
        },
      ]);
    });

    for (const [cpu, memory] of [
      ["256", "512"],
      ["1 vCPU", "2 GB"],
      [".5 vCPU", "4096"],
      ["4096", "30720"],
      ["16384", "122880"],
    ]) {
      it(`takes ${cpu} CPU with ${memory} memory`, async () => {
        expect((await create({ cpu, memory })).id).to.equal("worker");
      });
    }

    for (const [cpu, memory] of [
      ["256", "3072"],
      ["300", "512"],
      ["1024", "1024"],
      ["8192", "17408"],
      [undefined, undefined],
    ]) {
      it(`refuses ${cpu} CPU with ${memory} memory, as Fargate does`, async () => {
        const error = await rejection(create({ cpu, memory }));

        expect(error.message).to.equal(
          `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. ` +
            "See the Amazon ECS documentation for the valid values.",
        );
      });
    }

    for (const [changes, message] of [
      [{ requiresCompatibilities: ["EC2"] }, 'requiresCompatibilities must be ["FARGATE"]'],
      [{ networkMode: "bridge" }, 'networkMode must be "awsvpc" on Fargate, got "bridge"'],
      [
        { runtimePlatform: { cpuArchitecture: "MIPS" } },
        "runtimePlatform must be LINUX on X86_64 or ARM64, got LINUX on MIPS",
      ],
      [{ ephemeralStorage: { sizeInGib: 20 } }, "ephemeralStorage.sizeInGib must be 21 to 200, got 20"],
      [{ volumes: [{ name: "data", efsVolumeConfiguration: {} }] }, 'the volume "data" has efsVolumeConfiguration'],
      [{ containerDefinitions: "{" }, "containerDefinitions is no JSON"],
      [{ containerDefinitions: "[]" }, "containerDefinitions: "],
    ] as const) {
      it(`refuses ${JSON.stringify(changes)}`, async () => {
        expect((await rejection(create(changes))).message).to.contain(message);
      });
    }

    for (const [container, message] of [
      [{ dependsOn: [] }, 'Unrecognized key: "dependsOn"'],
      [{ restartPolicy: { enabled: true } }, 'Unrecognized key: "restartPolicy"'],
      [{ stopTimeout: 121 }, "stopTimeout"],
      [{ essential: false }, "at least one container must be essential"],
      [{ healthCheck: { command: ["node"] } }, "healthCheck.command"],
      [{ logConfiguration: { logDriver: "splunk", options: {} } }, "only awslogs works here"],
      [
        {
          logConfiguration: {
            logDriver: "awslogs",
            options: { "awslogs-group": "g", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "p" },
          },
        },
        "must be us-east-1",
      ],
      [
        {
          logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": "g", "awslogs-region": "us-east-1" } },
        },
        "is required on Fargate",
      ],
      [{ image: "nginx" }, "nobody has built nginx"],
    ] as const) {
      it(`refuses a container with ${JSON.stringify(container)}`, async () => {
        expect((await rejection(createWith(container))).message).to.contain(message);
      });
    }

    it("refuses a role that ECS tasks may not assume", async () => {
      const error = await rejection(handlerFor([], [TASK_ROLE]).create(resourceContext("worker"), inputs));

      expect(error.message).to.equal(`Role is not valid: ${TASK_ROLE} cannot be assumed by ECS tasks. (no trust)`);
    });
  });

  describe("Service", () => {
    const inputs: Properties = {
      cluster: CLUSTER,
      taskDefinition: DEFINITION,
      desiredCount: 2,
      launchType: "FARGATE",
      networkConfiguration: { subnets: ["subnet-1"], securityGroups: ["sg-1"], assignPublicIp: false },
      deploymentCircuitBreaker: { enable: true, rollback: true },
    };

    const underTest = () => {
      const journal: string[] = [];
      const put: EcsServiceSpec[] = [];
      const exists = (known: string, code: string) => (id: string) => {
        if (id !== known) throw new AwsError(code, `${id} does not exist`);
      };
      const ecs: Partial<Ecs> = {
        clusterArn: () => CLUSTER,
        taskDefinitionArn: (id) => id,
        async putService(spec) {
          put.push(spec);
        },
        setDesiredCount: (_arn, count) => void journal.push(`desired ${count}`),
        redeploy: () => void journal.push("redeploy"),
        async steady() {
          journal.push("steady");
        },
      };
      const ec2 = {
        subnet: exists("subnet-1", "InvalidSubnetID.NotFound"),
        securityGroup: exists("sg-1", "InvalidGroup.NotFound"),
      };
      const services = { ecs, ec2, clock: new HeldClock(NOW) } as unknown as Services;
      return { journal, put, handler: service(services) };
    };
    const context = resourceContext("worker");

    it("puts a service with what the program says, and AWS's defaults", async () => {
      const { put, handler } = underTest();

      const { id, state } = await handler.create(context, inputs);

      expect(id).to.equal("arn:aws:ecs:us-east-1:000000000000:service/orders/worker-1a2b3c4");
      expect(state).to.include({ arn: id, name: "worker-1a2b3c4", cluster: CLUSTER });
      expect(put).to.deep.equal([
        {
          arn: id,
          name: "worker-1a2b3c4",
          label: "worker",
          clusterArn: CLUSTER,
          taskDefinitionArn: DEFINITION,
          desiredCount: 2,
          minimumHealthyPercent: 100,
          maximumPercent: 200,
          circuitBreaker: { enable: true, rollback: true },
          subnetIds: ["subnet-1"],
          securityGroupIds: ["sg-1"],
        },
      ]);
    });

    const update = async (changes: Properties) => {
      const { journal, handler } = underTest();
      const current = await handler.create(context, inputs);
      await handler.update?.(context, current as ResourceState, { ...inputs, ...changes });
      return journal;
    };

    it("leaves the count to scaling, unless the program changes its own", async () => {
      expect(await update({ taskDefinition: `${DEFINITION}1` })).to.deep.equal([]);
      expect(await update({ desiredCount: 5 })).to.deep.equal(["desired 5"]);
    });

    it("starts its tasks anew when triggers of a forced deployment change", async () => {
      expect(await update({ forceNewDeployment: true, triggers: { at: "1" } })).to.deep.equal(["redeploy"]);
      expect(await update({ triggers: { at: "1" } })).to.deep.equal([]);
    });

    it("waits for the steady state where it is told to", async () => {
      expect(await update({ waitForSteadyState: true })).to.deep.equal(["steady"]);
    });

    for (const [changes, message] of [
      [{ launchType: "EC2" }, 'launchType must be "FARGATE" locally, got "EC2"'],
      [{ schedulingStrategy: "DAEMON" }, 'schedulingStrategy must be "REPLICA" on Fargate'],
      [{ deploymentController: { type: "CODE_DEPLOY" } }, 'deploymentController.type must be "ECS" locally'],
      [{ capacityProviderStrategies: [{ capacityProvider: "mine" }] }, '"mine" is none of FARGATE, FARGATE_SPOT'],
      [{ networkConfiguration: {} }, "networkConfiguration.subnets must name at least one subnet"],
      [{ networkConfiguration: { subnets: ["subnet-2"] } }, "subnet-2 does not exist"],
      [{ networkConfiguration: { subnets: ["subnet-1"], securityGroups: ["sg-2"] } }, "sg-2 does not exist"],
    ] as const) {
      it(`refuses ${JSON.stringify(changes)}`, async () => {
        const error = await rejection(underTest().handler.create(context, { ...inputs, ...changes }));

        expect(error.message).to.contain(message);
      });
    }
  });

  describe("images", () => {
    const repositories = () => ({ images: { tags: createRepositoryTags() } as unknown as Images });

    it("have a repository with an address", async () => {
      const { id, state } = await repository(repositories()).create(resourceContext("orders"), {});

      expect(id).to.equal("orders-1a2b3c4");
      expect(state).to.deep.equal({
        name: "orders-1a2b3c4",
        arn: "arn:aws:ecr:us-east-1:000000000000:repository/orders-1a2b3c4",
        repositoryUrl: "000000000000.dkr.ecr.us-east-1.amazonaws.com/orders-1a2b3c4",
        registryId: "000000000000",
      });
    });

    it("have a repository whose name ECR takes", async () => {
      const error = await rejection(repository(repositories()).create(resourceContext("Orders"), {}));

      expect(error.message).to.contain('got "Orders-1a2b3c4"');
    });

    for (const [inputs, message] of [
      [{ imageTagMutability: "FIXED" }, "imageTagMutability must be one of MUTABLE, IMMUTABLE, "],
      [{ imageTagMutability: "IMMUTABLE_WITH_EXCLUSION" }, "imageTagMutabilityExclusionFilters must be there for"],
      [
        {
          imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
          imageTagMutabilityExclusionFilters: [{ filter: "a b", filterType: "WILDCARD" }],
        },
        'a filter must be 1 to 128 letters, digits and characters out of _.*-, got "a b"',
      ],
    ] as const) {
      it(`have no repository with ${JSON.stringify(inputs)}`, async () => {
        const error = await rejection(repository(repositories()).create(resourceContext("orders"), inputs));

        expect(error.message).to.contain(message);
      });
    }

    it("are pushed under a tag that an immutable repository does not move", async () => {
      const images = { tags: createRepositoryTags() } as unknown as Images;
      const digests = ["first", "second"];
      images.build = async ({ repositoryUrl, tag = "" }) => {
        images.tags.push(repositoryUrl, tag, digests.shift() ?? "");
        return { uri: "the-uri" } as LocalImage;
      };
      const { state } = await repository({ images }).create(resourceContext("orders"), {
        imageTagMutability: "IMMUTABLE",
      });
      const inputs = { tags: [`${state.repositoryUrl}:orders-worker`], context: { location: "." }, push: true };

      const current = await dockerImage({ images }).create(resourceContext("worker"), inputs);
      const error = await rejection(
        dockerImage({ images }).update?.(resourceContext("worker"), current, inputs) ?? Promise.resolve(),
      );

      expect(error.message).to.contain(
        "The image tag 'orders-worker' already exists in the 'orders-1a2b3c4' repository",
      );
    });

    it("are built, for a repository of this program only", async () => {
      const { built, images } = builder();
      const inputs = {
        tags: ["000000000000.dkr.ecr.us-east-1.amazonaws.com/orders:v1"],
        context: { location: "./images/worker" },
        push: true,
      };

      const { id, state } = await dockerImage({ images }).create(resourceContext("worker"), inputs);
      const error = await rejection(
        dockerImage({ images }).create(resourceContext("worker"), { ...inputs, tags: ["docker.io/orders:v1"] }),
      );

      expect({ id, ...state }).to.include({
        ...{ id: "sha256:0a", digest: "sha256:0a" },
        ref: "000000000000.dkr.ecr.us-east-1.amazonaws.com/orders:v1@sha256:0a",
      });
      const repositoryUrl = "000000000000.dkr.ecr.us-east-1.amazonaws.com/orders";
      expect(built).to.deep.equal([{ repositoryUrl, tag: "v1", context: "./images/worker" }]);
      expect(error.message).to.contain('got ["docker.io/orders:v1"]');
    });

    describe("of awsx", () => {
      /** One evaluation of components of awsx, by name, in two components of one type. */
      const evaluate = async (deployment: Deployment, type: string, components: Record<string, Properties>) => {
        const run = deployment.begin();
        const states: Properties[] = [];
        try {
          for (const [name, inputs] of Object.entries(components)) {
            const urn = `urn:pulumi:dev::shop::shop:index:Worker$${type}::${name}`;
            states.push((await run.register({ urn, type, name, inputs })).state);
          }
        } catch (error) {
          await run.abandon();
          throw error;
        }
        return { states, changes: (await run.commit()).map(({ kind, name }) => `${kind} ${name}`) };
      };
      const underTest = () => {
        const services = { images: builder().images, inventory: new Inventory(silentReport) } as Services;
        return new Deployment(new Registry(resourceHandlers(services), invokeHandlers(services), componentHandlers));
      };
      const imageOf = (repository: string, more: Properties = {}) => ({
        repositoryUrl: `000000000000.dkr.ecr.us-east-1.amazonaws.com/${repository}`,
        context: "./images/worker",
        ...more,
      });

      it("are an image of docker-build, with the URI that holds its digest", async () => {
        const deployment = underTest();

        const inputs = imageOf("orders", { imageName: "orders", dockerfile: "Dockerfile", platform: "linux/arm64" });
        const { states } = await evaluate(deployment, "awsx:ecr:Image", { worker: inputs });

        expect(states[0]?.imageUri).to.equal("000000000000.dkr.ecr.us-east-1.amazonaws.com/orders@sha256:0a");
        const [image, ...others] = deployment.resources;
        expect(others).to.deep.equal([]);
        expect(image?.urn).to.equal(
          "urn:pulumi:dev::shop::shop:index:Worker$awsx:ecr:Image$docker-build:index:Image::orders",
        );
        const tag = "000000000000.dkr.ecr.us-east-1.amazonaws.com/orders:orders";
        expect(image?.inputs).to.deep.equal({
          tags: [tag],
          cacheFrom: [{ registry: { ref: tag } }],
          cacheTo: [{ inline: {} }],
          context: { location: "./images/worker" },
          dockerfile: { location: "Dockerfile" },
          platforms: ["linux/arm64"],
          push: true,
          registries: [
            { address: "https://000000000000.dkr.ecr.us-east-1.amazonaws.com", username: "AWS", password: "local" },
          ],
        });
      });

      for (const [name, inputs] of [
        // `printf '.;dockerfile=images/worker/Dockerfile;arg[A]=1dev' | sha1sum`, its first eight digits.
        ["7eb8509d-container", { context: ".", dockerfile: "images/worker/Dockerfile", args: { A: "1" } }],
        ["orders", { imageName: "orders", imageTag: "v1" }],
        ["v1", { imageTag: "v1" }],
      ] as const) {
        it(`name the image of docker-build ${name} with ${JSON.stringify(inputs)}`, async () => {
          const deployment = underTest();

          await evaluate(deployment, "awsx:ecr:Image", { worker: imageOf("orders", inputs) });

          expect(deployment.resources.map((resource) => resource.name)).to.deep.equal([name]);
        });
      }

      it("are refused as two of one name, as the Pulumi engine does, even where their repositories differ", async () => {
        const two = { orders: imageOf("orders"), refunds: imageOf("refunds") };

        const error = await rejection(evaluate(underTest(), "awsx:ecr:Image", two));

        expect(error.message).to.contain(
          "Duplicate resource URN 'urn:pulumi:dev::shop::shop:index:Worker$awsx:ecr:Image$docker-build:index:Image::154ad783-container'; " +
            "try giving it a unique name",
        );
      });

      it("go with their component", async () => {
        const deployment = underTest();
        await evaluate(deployment, "awsx:ecr:Image", { orders: imageOf("orders", { imageName: "orders" }) });

        const { changes } = await evaluate(deployment, "awsx:ecr:Image", {
          refunds: imageOf("refunds", { imageName: "refunds" }),
        });

        expect(changes).to.deep.equal(["created refunds", "deleted orders"]);
      });

      it("have a repository with a lifecycle policy, both named in small letters", async () => {
        const deployment = underTest();

        const { states } = await evaluate(deployment, "awsx:ecr:Repository", { Orders: { forceDelete: true } });

        expect(states[0]?.url).to.match(/^000000000000\.dkr\.ecr\.us-east-1\.amazonaws\.com\/orders-[0-9a-f]{7}$/);
        expect(deployment.resources.map(({ urn }) => urn.split("$").at(-1))).to.deep.equal([
          "aws:ecr/repository:Repository::orders",
          "aws:ecr/lifecyclePolicy:LifecyclePolicy::orders",
        ]);
        expect(JSON.parse(String(deployment.resources[1]?.inputs.policy))).to.deep.equal({
          rules: [
            {
              rulePriority: 1,
              description: "remove untagged images",
              selection: { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber: 1 },
              action: { type: "expire" },
            },
          ],
        });
      });

      it("have a repository that keeps what it is told, of any image last", async () => {
        const deployment = underTest();
        const rules = [
          { tagStatus: "any", maximumNumberOfImages: 5 },
          { tagStatus: "tagged", tagPrefixList: ["v"], maximumAgeLimit: 7 },
        ];

        await evaluate(deployment, "awsx:ecr:Repository", { orders: { lifecyclePolicy: { rules } } });

        const { rules: made } = JSON.parse(String(deployment.resources[1]?.inputs.policy)) as { rules: object[] };
        expect(made).to.deep.equal([
          {
            rulePriority: 1,
            selection: {
              ...{ tagStatus: "tagged", tagPrefixList: ["v"] },
              ...{ countType: "sinceImagePushed", countNumber: 7, countUnit: "days" },
            },
            action: { type: "expire" },
          },
          {
            rulePriority: 2,
            selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 5 },
            action: { type: "expire" },
          },
        ]);
      });

      it("have a repository without a lifecycle policy where it is told so", async () => {
        const deployment = underTest();

        await evaluate(deployment, "awsx:ecr:Repository", { orders: { lifecyclePolicy: { skip: true } } });

        expect(deployment.resources.map(({ type }) => type)).to.deep.equal(["aws:ecr/repository:Repository"]);
      });
    });
  });
});

/** Builds no image, and keeps what it is asked for. */
function builder() {
  const built: object[] = [];
  const images = {
    tags: createRepositoryTags(),
    async build(asked: { repositoryUrl: string }) {
      built.push(asked);
      return { uri: `${asked.repositoryUrl}@sha256:0a` };
    },
  } as unknown as Images;
  return { built, images };
}
