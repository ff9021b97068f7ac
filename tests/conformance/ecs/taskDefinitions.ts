import type { Calls } from "../calls";
import { ANY, type Table } from "../table";
import { ARN, api, CONTAINER, refused, register, reliedOn, row } from "./rows";

const definition = (revision: number, more: object = {}) => ({
  ...{ taskDefinitionArn: `${ARN}:task-definition/worker:${revision}`, family: "worker", revision },
  containerDefinitions: [
    {
      ...{ cpu: 0, essential: true, portMappings: [], environment: [], mountPoints: [], volumesFrom: [] },
      ...{ systemControls: [], ...CONTAINER },
    },
  ],
  ...{ networkMode: "awsvpc", requiresCompatibilities: ["FARGATE"], compatibilities: ["EC2", "FARGATE"] },
  ...{ volumes: [], placementConstraints: [], cpu: "256", memory: "512" },
  ...{ status: "ACTIVE", registeredAt: ANY, ...more },
});
const describe = (taskDefinition: string, more: object = {}) =>
  ["DescribeTaskDefinition", { taskDefinition, ...more }] as const;
const deregister = (taskDefinition: string) => ["DeregisterTaskDefinition", { taskDefinition }] as const;
const arns = (...ids: string[]) => ids.map((id) => `${ARN}:task-definition/${id}`);

export const taskDefinitions: Table<Calls> = {
  service: "Amazon ECS",
  topic: "task definitions",
  rows: [
    row("the first of a family is revision 1", api("RegisterTaskDefinition"), [register()], {
      taskDefinition: definition(1),
      tags: [],
    }),
    row(
      "the same definition again is another revision",
      api("RegisterTaskDefinition"),
      [register(), register()],
      2,
      "taskDefinition.revision",
    ),
    row(
      "a number is not given twice",
      api("DeregisterTaskDefinition"),
      [register(), deregister("worker:1"), register()],
      2,
      "taskDefinition.revision",
    ),
    row(
      "a family alone is its newest active revision",
      api("DescribeTaskDefinition"),
      [register(), register(), register(), deregister("worker:3"), describe("worker")],
      2,
      "taskDefinition.revision",
    ),
    row(
      "a revision that is deregistered is described as INACTIVE",
      api("DeregisterTaskDefinition"),
      [register(), deregister("worker:1"), describe("worker:1")],
      { taskDefinition: definition(1, { status: "INACTIVE", deregisteredAt: ANY }), tags: [] },
    ),
    row(
      "tags are described where they are asked for",
      api("DescribeTaskDefinition"),
      [register({ tags: [{ key: "team", value: "a" }] }), describe("worker", { include: ["TAGS"] })],
      [{ key: "team", value: "a" }],
      "tags",
    ),
    row(
      "one that is not there cannot be described",
      reliedOn("fabfuel/ecs-deploy", "Unable to describe task definition."),
      [describe("worker:1")],
      refused("ClientException", "Unable to describe task definition."),
    ),
    row(
      "one that is not there cannot be deregistered",
      reliedOn("cloud-custodian/cloud-custodian", "The specified task definition does not exist."),
      [deregister("worker:1")],
      refused("ClientException", "The specified task definition does not exist."),
    ),
    row(
      "a family cannot be deregistered",
      api("DeregisterTaskDefinition"),
      [register(), deregister("worker")],
      refused("ClientException", "Revision is missing."),
    ),
    row(
      "active revisions are listed by family and number",
      api("ListTaskDefinitions"),
      [
        register(),
        register({ family: "api" }),
        register(),
        register(),
        deregister("worker:2"),
        ["ListTaskDefinitions", {}],
      ],
      { taskDefinitionArns: arns("api:1", "worker:1", "worker:3") },
    ),
    row(
      "DESC begins with the newest",
      api("ListTaskDefinitions"),
      [register(), register(), ["ListTaskDefinitions", { sort: "DESC", maxResults: 1 }]],
      { taskDefinitionArns: arns("worker:2"), nextToken: ANY },
    ),
    row(
      "familyPrefix of ListTaskDefinitions is a whole family",
      api("ListTaskDefinitions"),
      [register(), ["ListTaskDefinitions", { familyPrefix: "work" }]],
      { taskDefinitionArns: [] },
    ),
    row(
      "familyPrefix of ListTaskDefinitionFamilies is a beginning",
      api("ListTaskDefinitionFamilies"),
      [register(), register({ family: "api" }), ["ListTaskDefinitionFamilies", { familyPrefix: "work" }]],
      { families: ["worker"] },
    ),
    row(
      "a family without an active revision is INACTIVE",
      api("ListTaskDefinitionFamilies"),
      [
        register(),
        register({ family: "api" }),
        deregister("worker:1"),
        ["ListTaskDefinitionFamilies", { status: "INACTIVE" }],
      ],
      { families: ["worker"] },
    ),
    row(
      "a size that Fargate does not have is refused",
      api("RegisterTaskDefinition"),
      [register({ cpu: "256", memory: "8192" })],
      refused(
        "ClientException",
        "No Fargate configuration exists for given values: 256 CPU, 8192 memory. See the Amazon ECS documentation for the valid values.",
      ),
    ),
  ],
};
