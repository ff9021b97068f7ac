import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { DUE_INDEX } from "../../functions/debounce/trackedItem";
import type { Postgres } from "../parts/data/postgres";
import { databaseEnvironment, databasePermission } from "../parts/workers/databaseClient";
import { type WorkerService, workerService } from "../parts/workers/workerService";
import { serviceArgs, serviceEnvironment } from "./serviceArgs";
import type { Settings } from "./settings";

interface Surroundings {
  settings: Settings;
  cluster: aws.ecs.Cluster;
  securityGroup: aws.ec2.SecurityGroup;
  table: aws.dynamodb.Table;
  database: Postgres;
}

/** The service that asks for the state of entities that are due: `images/debounce-processor`. */
export function processors(
  name: string,
  { settings, cluster, securityGroup, table, database }: Surroundings,
  opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): WorkerService {
  return workerService(
    name,
    {
      ...serviceArgs(settings, cluster, "processor"),
      securityGroup,
      image: "debounce-processor",
      initialCount: settings.minProcessors,
      environment: {
        ...serviceEnvironment(settings, table),
        EXTERNAL_API_URL: settings.externalApiUrl,
        EXTERNAL_API_TIMEOUT_SECONDS: settings.externalApiTimeoutSeconds,
        ...(settings.externalApiRateLimit !== undefined && { EXTERNAL_API_RATE_LIMIT: settings.externalApiRateLimit }),
        ...databaseEnvironment(database),
        ENTITIES_AT_ONCE: settings.entitiesAtOnce,
        LEASE_SECONDS: settings.leaseSeconds,
      },
      secrets: {},
      permissions: [
        { actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"], resources: [table.arn] },
        { actions: ["dynamodb:Query"], resources: [pulumi.interpolate`${table.arn}/index/${DUE_INDEX}`] },
        databasePermission(database),
      ],
      transform: {
        taskDefinition: settings.transform.processorTaskDefinition,
        service: settings.transform.processorService,
      },
    },
    opts,
  );
}
