import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { DUE_INDEX } from "../../functions/debounce/trackedItem";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { Postgres } from "../parts/data/postgres";
import type { TaskPlace } from "../parts/existing/existingCluster";
import type { KeyedTable } from "../parts/existing/existingTable";
import { keyPermissions } from "../parts/existing/keyUse";
import { headerVariables } from "../parts/webhooks/externalApiHeaders";
import {
  appSecret,
  appSecretPermission,
  databaseEnvironment,
  databasePermission,
} from "../parts/workers/databaseClient";
import { inlineImage } from "../parts/workers/inlineImage";
import { type WorkerService, workerService } from "../parts/workers/workerService";
import { serviceArgs, serviceEnvironment } from "./serviceArgs";
import type { Settings } from "./settings";

type ProcessorsArgs = Settings & {
  place: TaskPlace;
  securityGroup: aws.ec2.SecurityGroup;
  tracked: KeyedTable;
  database: Postgres;
};

/** The service that asks for the state of entities that are due: `images/debounce-processor`, or with code of the caller's own. */
export function processors(name: string, args: ProcessorsArgs, opts: ChildOptions): WorkerService {
  const { place, securityGroup, tracked, database, keyArn } = args;
  const { table } = tracked;
  const headers = headerVariables(args);
  const appRole = appSecret(`${name}-database-role`, { keyArn, tags: args.tags }, opts);
  return workerService(
    name,
    {
      ...serviceArgs(args, place, "processor"),
      securityGroup,
      image: imageOf(args, opts),
      initialCount: args.minProcessors,
      environment: {
        ...serviceEnvironment(args, table),
        ...args.environment,
        ...headers.environment,
        ...(args.externalApi !== undefined && { EXTERNAL_API_URL: args.externalApi.url }),
        EXTERNAL_API_TIMEOUT_SECONDS: args.externalApiTimeoutSeconds,
        EXTERNAL_API_MAX_PAUSE_SECONDS: args.externalApiMaxPauseSeconds,
        EXTERNAL_API_MAX_ANSWER_BYTES: args.externalApiMaxAnswerBytes,
        ...(args.externalApiRateLimit !== undefined && { EXTERNAL_API_RATE_LIMIT: args.externalApiRateLimit }),
        ...databaseEnvironment(database, appRole),
        ENTITIES_AT_ONCE: args.entitiesAtOnce,
        LEASE_SECONDS: args.leaseSeconds,
      },
      secrets: { ...args.secrets, ...headers.secrets },
      permissions: [
        { actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"], resources: [table.arn] },
        { actions: ["dynamodb:Query"], resources: [pulumi.interpolate`${table.arn}/index/${DUE_INDEX}`] },
        databasePermission(database),
        appSecretPermission(appRole),
        ...keyPermissions({ reads: [tracked.keyArn, keyArn], writes: [keyArn] }),
        ...args.permissions,
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

/** An image with the caller's code in it, where there is some. */
function imageOf({ subject, processorCode: callbacks, migrations }: ProcessorsArgs, { parent }: ChildOptions) {
  if (Object.keys(callbacks).length === 0) return "debounce-processor";
  const program = { module: "functions/debounce/runProcessor", run: "runProcessor" };
  return inlineImage(subject, { program, callbacks, database: true, migrations }, parent);
}
