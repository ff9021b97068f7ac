import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { DUE_INDEX } from "../../functions/debounce/trackedItem";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { Postgres } from "../parts/data/postgres";
import {
  appSecret,
  appSecretPermission,
  databaseEnvironment,
  databasePermission,
} from "../parts/workers/databaseClient";
import { type WorkerService, workerService } from "../parts/workers/workerService";
import { serviceArgs, serviceEnvironment } from "./serviceArgs";
import type { Settings } from "./settings";

type ProcessorsArgs = Settings & {
  cluster: aws.ecs.Cluster;
  securityGroup: aws.ec2.SecurityGroup;
  table: aws.dynamodb.Table;
  database: Postgres;
};

/** The service that asks for the state of entities that are due: `images/debounce-processor`. */
export function processors(name: string, args: ProcessorsArgs, opts: ChildOptions): WorkerService {
  const { cluster, securityGroup, table, database } = args;
  const appRole = appSecret(`${name}-database-role`, { tags: args.tags }, opts);
  return workerService(
    name,
    {
      ...serviceArgs(args, cluster, "processor"),
      securityGroup,
      image: "debounce-processor",
      initialCount: args.minProcessors,
      environment: {
        ...serviceEnvironment(args, table),
        EXTERNAL_API_URL: args.externalApiUrl,
        EXTERNAL_API_TIMEOUT_SECONDS: args.externalApiTimeoutSeconds,
        EXTERNAL_API_MAX_PAUSE_SECONDS: args.externalApiMaxPauseSeconds,
        EXTERNAL_API_MAX_ANSWER_BYTES: args.externalApiMaxAnswerBytes,
        ...(args.externalApiRateLimit !== undefined && { EXTERNAL_API_RATE_LIMIT: args.externalApiRateLimit }),
        ...databaseEnvironment(database, appRole),
        ENTITIES_AT_ONCE: args.entitiesAtOnce,
        LEASE_SECONDS: args.leaseSeconds,
      },
      secrets: {},
      permissions: [
        { actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"], resources: [table.arn] },
        { actions: ["dynamodb:Query"], resources: [pulumi.interpolate`${table.arn}/index/${DUE_INDEX}`] },
        databasePermission(database),
        appSecretPermission(appRole),
      ],
      protectsItself: true,
      transform: {
        taskDefinition: args.transform.processorTaskDefinition,
        service: args.transform.processorService,
      },
    },
    opts,
  );
}
