import type { RuntimePlatform } from "@aws-sdk/client-ecs";
import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { TaskDefinitionFacts, TaskDefinitionSpec } from "../../services/ecs/ecs";
import { containersOf } from "./containerDefinitions";
import { fargateSize } from "./fargateSize";

interface TaskDefinitionInputs {
  family: string;
  containerDefinitions: unknown;
  cpu?: unknown;
  memory?: unknown;
  executionRoleArn?: string;
  taskRoleArn?: string;
  networkMode?: string;
  requiresCompatibilities?: readonly string[];
  runtimePlatform?: { operatingSystemFamily?: string; cpuArchitecture?: string };
  ephemeralStorage?: { sizeInGib: number };
  volumes?: readonly Properties[];
}

/** `aws.ecs.TaskDefinition`, for Fargate: every change is a new revision. */
export function taskDefinition({ ecs, iam, images }: Pick<Services, "ecs" | "iam" | "images">): ResourceHandler {
  const create = async (context: ResourceContext, properties: Properties): Promise<ResourceState> => {
    const inputs = properties as unknown as TaskDefinitionInputs;
    checkFargate(inputs);
    const family = context.physicalName(inputs.family, 255);
    if (!/^[\w-]+$/.test(family)) throw new Error(`family must be out of letters, digits, _ and -, got "${family}"`);
    const { executionRoleArn, taskRoleArn } = inputs;
    for (const roleArn of [executionRoleArn, taskRoleArn]) requireTrust(iam, roleArn);
    const containers = containersOf(inputs.containerDefinitions);
    for (const { image } of containers) images.find(image);
    const revision = ecs.nextRevision(family);
    const spec: TaskDefinitionSpec = {
      arn: arn("ecs", `task-definition/${family}:${revision}`),
      ...{ family, revision, containers },
      ...fargateSize(inputs.cpu, inputs.memory),
      ...(executionRoleArn !== undefined && { executionRoleArn }),
      ...(taskRoleArn !== undefined && { taskRoleArn }),
      described: factsOf(inputs),
    };
    ecs.registerTaskDefinition(spec);
    const arnWithoutRevision = arn("ecs", `task-definition/${family}`);
    return { id: family, state: { ...properties, family, revision, arn: spec.arn, arnWithoutRevision } };
  };

  return {
    type: "aws:ecs/taskDefinition:TaskDefinition",
    properties: {
      family: "honoured",
      containerDefinitions: "honoured",
      cpu: "honoured",
      memory: "honoured",
      executionRoleArn: "honoured",
      taskRoleArn: "honoured",
      networkMode: "honoured",
      requiresCompatibilities: "honoured",
      runtimePlatform: { noEffect: "the host's own Node runs the code; what Fargate does not have is refused" },
      ephemeralStorage: { noEffect: "the machine's disk is the limit; what Fargate does not have is refused" },
      volumes: { noEffect: "a task has a temporary folder of its own (TMPDIR); volumes outside of a task are refused" },
      skipDestroy: { noEffect: "nothing here is kept beyond the program" },
      trackLatest: { noEffect: "a refresh reads what the program made" },
    },
    replaceOn: [],
    create,
    delete: async (_context, current) => ecs.deregisterTaskDefinition(String(current.state.arn)),
  };
}

function factsOf(inputs: TaskDefinitionInputs): TaskDefinitionFacts {
  const { containerDefinitions, volumes = [], runtimePlatform, ephemeralStorage } = inputs;
  return {
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    containerDefinitions: JSON.parse(String(containerDefinitions)) as TaskDefinitionFacts["containerDefinitions"],
    volumes: volumes.map(({ name }) => ({ name: String(name) })),
    ...(runtimePlatform && { runtimePlatform: runtimePlatform as RuntimePlatform }),
    ...(ephemeralStorage && { ephemeralStorage: { sizeInGiB: ephemeralStorage.sizeInGib } }),
  };
}

/** @throws Error for what Fargate does not do, or the local cloud cannot do */
function checkFargate(inputs: TaskDefinitionInputs): void {
  const { requiresCompatibilities = [], networkMode, runtimePlatform = {}, ephemeralStorage, volumes = [] } = inputs;
  if (requiresCompatibilities.join() !== "FARGATE") {
    throw new Error('requiresCompatibilities must be ["FARGATE"]: only Fargate\'s behaviour is known here');
  }
  if (networkMode !== "awsvpc")
    throw new Error(`networkMode must be "awsvpc" on Fargate, got ${JSON.stringify(networkMode)}`);
  const { operatingSystemFamily = "LINUX", cpuArchitecture = "X86_64" } = runtimePlatform;
  if (operatingSystemFamily !== "LINUX" || !["X86_64", "ARM64"].includes(cpuArchitecture)) {
    throw new Error(
      `runtimePlatform must be LINUX on X86_64 or ARM64, got ${operatingSystemFamily} on ${cpuArchitecture}`,
    );
  }
  if (ephemeralStorage && !(ephemeralStorage.sizeInGib >= 21 && ephemeralStorage.sizeInGib <= 200)) {
    throw new Error(`ephemeralStorage.sizeInGib must be 21 to 200, got ${ephemeralStorage.sizeInGib}`);
  }
  for (const { name, ...rest } of volumes) {
    const [kind] = Object.keys(rest).filter((key) => rest[key] !== undefined && rest[key] !== false);
    if (kind) throw new Error(`the volume "${String(name)}" has ${kind}: only a task's own storage works here`);
  }
}

/** @throws AwsError for a role whose trust policy does not name ECS tasks: no task of the definition could start */
function requireTrust(iam: Services["iam"], roleArn: string | undefined): void {
  if (roleArn === undefined) return;
  try {
    const source = { "aws:SourceArn": arn("ecs", "task/any") };
    iam.assumeRole(roleArn, "register-task-definition", "ecs-tasks.amazonaws.com", source);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new AwsError("ClientException", `Role is not valid: ${roleArn} cannot be assumed by ECS tasks. (${cause})`);
  }
}
