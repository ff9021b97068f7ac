import type {
  ContainerDefinition,
  DeregisterTaskDefinitionCommandInput,
  DeregisterTaskDefinitionCommandOutput,
  DescribeTaskDefinitionCommandInput,
  DescribeTaskDefinitionCommandOutput,
  ListTaskDefinitionFamiliesCommandInput,
  ListTaskDefinitionFamiliesCommandOutput,
  ListTaskDefinitionsCommandInput,
  ListTaskDefinitionsCommandOutput,
  RegisterTaskDefinitionCommandInput,
  RegisterTaskDefinitionCommandOutput,
  TaskDefinition,
  Volume,
} from "@aws-sdk/client-ecs";
import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { smallTagList, smallTagsIn } from "../../base/tagList";
import type { Given, OnWire } from "../../edge/wireTypes";
import type { RegisteredTaskDefinition } from "../../services/ecs/ecs";
import { passingToTasks } from "../../services/ecs/operations/ecsOperation";
import {
  type EcsControl,
  type EcsControlParts,
  invalidParameter,
  listed,
  makingTagged,
  refuseOthers,
  TASK_DEFINITION,
} from "./ecsParts";

/** Every call is a new revision, of what is registered already, too. */
export const registerTaskDefinition: EcsControl<
  RegisterTaskDefinitionCommandInput,
  RegisterTaskDefinitionCommandOutput
> = {
  parameters: {
    ...{ family: "text", containerDefinitions: "structures", volumes: "structures?", tags: "structures?" },
    ...{ taskRoleArn: "text?", executionRoleArn: "text?", networkMode: "text?", runtimePlatform: "map?" },
    ...{ cpu: "text?", memory: "text?", ephemeralStorage: "map?" },
  },
  permissions: ({ family, taskRoleArn, executionRoleArn, tags }) => [
    ...makingTagged(
      { action: "ecs:RegisterTaskDefinition", resource: "*" },
      arn("ecs", `task-definition/${family}:*`),
      smallTagsIn(tags),
    ),
    ...passingToTasks([taskRoleArn, executionRoleArn]),
  ],
  async run(input, parts) {
    const { family, containerDefinitions, cpu, memory, taskRoleArn, executionRoleArn, networkMode, ...more } = input;
    const { requiresCompatibilities, runtimePlatform, ephemeralStorage, volumes = [], tags, ...others } = more;
    refuseOthers("RegisterTaskDefinition", others);
    const inputs = {
      ...{ family, cpu, memory, taskRoleArn, executionRoleArn, networkMode, requiresCompatibilities, runtimePlatform },
      containerDefinitions: JSON.stringify(containerDefinitions),
      ephemeralStorage: ephemeralStorage && { sizeInGib: ephemeralStorage.sizeInGiB },
      volumes: volumes.map(volumeInput),
    };
    const made = await parts.definitions.create(TASK_DEFINITION, inputs, { name: family, tags: smallTagsIn(tags) });
    const taskDefinition = describe(registered(String(made.state.arn), parts));
    return { taskDefinition, tags: smallTagList(smallTagsIn(tags)) };
  },
};

/** Describes one that is not active any more as well, where the revision is named. */
export const describeTaskDefinition: EcsControl<
  DescribeTaskDefinitionCommandInput,
  DescribeTaskDefinitionCommandOutput
> = {
  parameters: { taskDefinition: "text", include: "texts?" },
  permissions: () => [{ action: "ecs:DescribeTaskDefinition", resource: "*" }],
  run({ taskDefinition: id, include = [] }, parts) {
    const found = registered(id, parts);
    const tags = include.includes("TAGS") ? smallTagList(parts.inventory.tagsOf(found.spec.arn)) : [];
    return { taskDefinition: describe(found), tags };
  },
};

/** Takes a revision out of use: what runs goes on. */
export const deregisterTaskDefinition: EcsControl<
  DeregisterTaskDefinitionCommandInput,
  DeregisterTaskDefinitionCommandOutput
> = {
  parameters: { taskDefinition: "text" },
  permissions: () => [{ action: "ecs:DeregisterTaskDefinition", resource: "*" }],
  run({ taskDefinition: id }, parts) {
    if (!/:\d+$/.test(id)) throw new AwsError("ClientException", "Revision is missing.");
    const { spec } = registered(id, parts, "The specified task definition does not exist.");
    parts.ecs.deregisterTaskDefinition(spec.arn);
    parts.inventory.deletedByCall(spec.arn);
    return { taskDefinition: describe(registered(spec.arn, parts)) };
  },
};

/** By family, then by revision; `familyPrefix` is a whole family (Amazon ECS API Reference, "ListTaskDefinitions"). */
export const listTaskDefinitions: EcsControl<ListTaskDefinitionsCommandInput, ListTaskDefinitionsCommandOutput> = {
  parameters: {},
  permissions: () => [{ action: "ecs:ListTaskDefinitions", resource: "*" }],
  run({ familyPrefix, status = "ACTIVE", sort = "ASC", ...place }, { ecs }) {
    const found = ecs
      .taskDefinitions()
      .filter((each) => statusOf(each) === status && (familyPrefix === undefined || each.spec.family === familyPrefix))
      .map(({ spec }) => spec)
      .sort((a, b) => (a.family === b.family ? a.revision - b.revision : a.family < b.family ? -1 : 1));
    const { items, rest } = listed(sort === "DESC" ? found.reverse() : found, place);
    return { taskDefinitionArns: items.map((spec) => spec.arn), ...rest };
  },
};

/** A family is active while one of its revisions is. */
export const listTaskDefinitionFamilies: EcsControl<
  ListTaskDefinitionFamiliesCommandInput,
  ListTaskDefinitionFamiliesCommandOutput
> = {
  parameters: {},
  permissions: () => [{ action: "ecs:ListTaskDefinitionFamilies", resource: "*" }],
  run({ familyPrefix = "", status = "ALL", ...place }, { ecs }) {
    const all = ecs.taskDefinitions();
    const active = new Set(all.filter((each) => statusOf(each) === "ACTIVE").map(({ spec }) => spec.family));
    const families = [...new Set(all.map(({ spec }) => spec.family))]
      .filter((family) => family.startsWith(familyPrefix))
      .filter((family) => status === "ALL" || active.has(family) === (status === "ACTIVE"))
      .sort();
    const { items, rest } = listed(families, place);
    return { families: items, ...rest };
  },
};

/** @param id ARN, `family:revision`, or `family` for its newest active one @throws AwsError `ClientException` */
function registered(
  id: string,
  { ecs }: EcsControlParts,
  absent = "Unable to describe task definition.",
): RegisteredTaskDefinition {
  const name = id.replace(/^arn:[^/]*task-definition\//, "");
  const found = ecs
    .taskDefinitions()
    .filter(
      (each) =>
        `${each.spec.family}:${each.spec.revision}` === name ||
        (each.spec.family === name && statusOf(each) === "ACTIVE"),
    )
    .at(-1);
  if (found) return found;
  throw new AwsError("ClientException", absent);
}

function statusOf({ deregisteredAt }: RegisteredTaskDefinition): "ACTIVE" | "INACTIVE" {
  return deregisteredAt === undefined ? "ACTIVE" : "INACTIVE";
}

function describe(definition: RegisteredTaskDefinition): OnWire<TaskDefinition> {
  const { spec, registeredAt, deregisteredAt } = definition;
  const { arn: taskDefinitionArn, family, revision, taskRoleArn, executionRoleArn, described } = spec;
  return {
    ...{ taskDefinitionArn, family, revision, taskRoleArn, executionRoleArn },
    ...described,
    containerDefinitions: (described?.containerDefinitions ?? []).map(withDefaults),
    volumes: (described?.volumes ?? []).map((volume) => ({ ...volume, host: {} })),
    placementConstraints: [],
    compatibilities: ["EC2", "FARGATE"],
    cpu: String(spec.cpu),
    memory: String(spec.memoryMb),
    status: statusOf(definition),
    registeredAt: registeredAt / 1000,
    ...(deregisteredAt !== undefined && { deregisteredAt: deregisteredAt / 1000 }),
  };
}

/** Members that ECS's answers have in each container, whether somebody gave them or not. */
function withDefaults(container: ContainerDefinition): OnWire<ContainerDefinition> {
  const none = { portMappings: [], environment: [], mountPoints: [], volumesFrom: [], systemControls: [] };
  return { cpu: 0, essential: true, ...none, ...(container as OnWire<ContainerDefinition>) };
}

/** @throws AwsError for what is no storage of the task's own */
function volumeInput({ name, host, ...others }: Given<Volume>): object {
  if (name === undefined) throw invalidParameter("a volume must have a name");
  refuseOthers(`the volume ${name} of RegisterTaskDefinition`, others);
  return { name, ...(host?.sourcePath !== undefined && { hostPath: host.sourcePath }) };
}
