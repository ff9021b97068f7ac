import type { Calls, Step } from "../calls";
import type { Table } from "../table";
import { ARN, api, cluster, refused, register, reliedOn, row } from "./rows";
import { SUBNET } from "./subject";

const NETWORK = { awsvpcConfiguration: { subnets: [SUBNET] } };
const create = (more: object = {}): Step => [
  "CreateService",
  {
    ...{ cluster: "orders", serviceName: "worker", taskDefinition: "worker:1", desiredCount: 0 },
    networkConfiguration: NETWORK,
    ...more,
  },
];
const update = (more: object): Step => ["UpdateService", { cluster: "orders", service: "worker", ...more }];
const remove = (more: object = {}): Step => ["DeleteService", { cluster: "orders", service: "worker", ...more }];
const ready = [cluster("orders"), register()];

export const services: Table<Calls> = {
  service: "Amazon ECS",
  topic: "services",
  rows: [
    row("a service is ACTIVE at once", api("CreateService"), [...ready, create()], "ACTIVE", "service.status"),
    row(
      "the same call again answers the same service",
      api("CreateService"),
      [...ready, create(), create()],
      `${ARN}:service/orders/worker`,
      "service.serviceArn",
    ),
    row(
      "another service of the same name is refused",
      reliedOn("hashicorp/terraform-provider-aws", "Creation of service was not idempotent."),
      [...ready, create(), create({ desiredCount: 1 })],
      refused("InvalidParameterException", "Creation of service was not idempotent."),
    ),
    row(
      "its cluster must be there",
      api("CreateService"),
      [register(), create()],
      refused("ClusterNotFoundException", "Cluster not found."),
    ),
    row(
      "its task definition must be active",
      api("CreateService"),
      [...ready, ["DeregisterTaskDefinition", { taskDefinition: "worker:1" }], create()],
      refused("ClientException", "TaskDefinition is inactive"),
    ),
    row(
      "another task definition is deployed",
      api("UpdateService"),
      [...ready, create(), register(), update({ taskDefinition: "worker:2" })],
      `${ARN}:task-definition/worker:2`,
      "service.taskDefinition",
    ),
    row(
      "what an update does not name stays",
      api("UpdateService"),
      [
        ...ready,
        create({ deploymentConfiguration: { maximumPercent: 150, minimumHealthyPercent: 50 } }),
        update({ deploymentConfiguration: { maximumPercent: 200 } }),
      ],
      50,
      "service.deploymentConfiguration.minimumHealthyPercent",
    ),
    row(
      "a service that is not there cannot be changed",
      api("UpdateService"),
      [...ready, update({ desiredCount: 1 })],
      refused("ServiceNotFoundException", "Service not found."),
    ),
    row(
      "a service that wants tasks cannot be deleted",
      reliedOn("getmoto/moto", "The service cannot be stopped while it is scaled above 0."),
      [...ready, create({ desiredCount: 1 }), remove()],
      refused("InvalidParameterException", "The service cannot be stopped while it is scaled above 0."),
    ),
    row(
      "unless it is forced to",
      api("DeleteService"),
      [...ready, create({ desiredCount: 1 }), remove({ force: true })],
      "DRAINING",
      "service.status",
    ),
    row(
      "a deleted service is described as INACTIVE",
      api("DeleteService"),
      [...ready, create(), remove(), ["DescribeServices", { cluster: "orders", services: ["worker"] }]],
      ["INACTIVE"],
      "services.*.status",
    ),
    row(
      "for a while",
      api("DeleteService"),
      [...ready, create(), remove(), ["wait", 3600], ["DescribeServices", { cluster: "orders", services: ["worker"] }]],
      { services: [], failures: [{ arn: `${ARN}:service/orders/worker`, reason: "MISSING" }] },
    ),
    row(
      "services are listed by ARN",
      api("ListServices"),
      [...ready, create(), create({ serviceName: "api" }), ["ListServices", { cluster: "orders" }]],
      { serviceArns: [`${ARN}:service/orders/worker`, `${ARN}:service/orders/api`] },
    ),
  ],
};
