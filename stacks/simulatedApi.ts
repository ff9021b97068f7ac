import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as pulumi from "@pulumi/pulumi";
import { type SignedAuth, signedAuthOf } from "../components/parts/api/auth";
import { httpApi } from "../components/parts/api/httpApi";
import type { RouteKey } from "../components/parts/api/queueRoutes";
import { LOG_RETENTION_DAYS } from "../components/parts/arguments/defaults";
import { table } from "../components/parts/data/table";
import { inlineFunction } from "../components/parts/lambda/inlineFunction";
import type { HttpHandler } from "../functions/shared/http/reply";
import { createEntityApi } from "../functions/simulated-api/entityApi";
import { createExternalApi } from "../functions/simulated-api/externalApi";

export interface SimulatedApiArgs {
  /**
   * Those who may change how it behaves, and read its books. What it simulates answers anybody.
   * @default "iam"
   */
  settingsAuth?: SignedAuth | undefined;
  logRetentionDays?: number | undefined;
  tags?: Readonly<Record<string, string>> | undefined;
}

/** Seconds: the latency that may be set is at most 25. */
const TIMEOUT_SECONDS = 29;

interface Simulation {
  component: string;
  handler: (environment: { SETTINGS_TABLE: string }) => HttpHandler;
  /** Answers anybody, as workers call it without credentials; there is nothing real behind. */
  route: RouteKey;
  /** Set how it behaves, and tell what it has seen. */
  settingsRoutes: readonly RouteKey[];
  /** Actions of the handler on the table with its settings, and whatever else it remembers. */
  actions: readonly string[];
}

/** An API of one function and one table. What it answers with is made up, so it has no place in production. */
abstract class Simulated extends pulumi.ComponentResource {
  /** Base URL, without a slash at its end. */
  readonly apiEndpoint: pulumi.Output<string>;

  constructor(
    { component, handler, route, settingsRoutes, actions }: Simulation,
    name: string,
    args: SimulatedApiArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super(`sluice:index:${component}`, name, {}, opts);
    const parent = { parent: this };
    const tags = { ...args.tags, "sluice:component": component, "sluice:name": name };
    const logRetentionDays = args.logRetentionDays ?? LOG_RETENTION_DAYS;

    const settings = table(`${name}-settings`, { hashKey: "id", deletionProtection: false, tags }, parent);
    const answer = inlineFunction(
      `${name}-answer`,
      {
        environment: { SETTINGS_TABLE: settings.name },
        handler,
        permissions: [{ actions, resources: [settings.arn] }],
        timeoutSeconds: TIMEOUT_SECONDS,
        memoryMb: 256,
        logRetentionDays,
        tags,
      },
      parent,
    );
    const { api } = httpApi(
      `${name}-api`,
      {
        routes: [
          { name: "answer", function: answer, keys: [route, ...settingsRoutes], auths: { [route]: "public" as const } },
        ],
        auth: signedAuthOf({ component, name }, "settingsAuth", args.settingsAuth),
        throttleRateLimit: 5_000,
        throttleBurstLimit: 5_000,
        logRetentionDays,
        tags,
      },
      parent,
    );

    this.apiEndpoint = api.apiEndpoint;
    this.registerOutputs({ apiEndpoint: this.apiEndpoint });
  }
}

const EXTERNAL_API: Simulation = {
  component: "SimulatedApi",
  handler: ({ SETTINGS_TABLE }) => createExternalApi({ dynamo: new DynamoDBClient({}), settingsTable: SETTINGS_TABLE }),
  route: "POST /external",
  settingsRoutes: ["GET /external/settings", "PUT /external/settings"],
  actions: ["dynamodb:GetItem", "dynamodb:PutItem"],
};

/** Stands in for somebody else's API, for stacks that have none to call: `PUT /external/settings` makes it slow or breaks it. */
export class SimulatedApi extends Simulated {
  constructor(name: string, args: SimulatedApiArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    super(EXTERNAL_API, name, args, opts);
  }
}

const ENTITY_API: Simulation = {
  component: "SimulatedEntityApi",
  handler: ({ SETTINGS_TABLE }) => createEntityApi({ dynamo: new DynamoDBClient({}), table: SETTINGS_TABLE }),
  route: "GET /entities/{entityId}",
  settingsRoutes: ["PUT /entities", "POST /entities/requests", "GET /entities/settings", "PUT /entities/settings"],
  actions: ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
};

/** Stands in for the API that knows the state of entities, and keeps books on who asked for what. */
export class SimulatedEntityApi extends Simulated {
  constructor(name: string, args: SimulatedApiArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    super(ENTITY_API, name, args, opts);
  }
}
