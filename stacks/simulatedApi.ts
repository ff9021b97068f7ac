import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as pulumi from "@pulumi/pulumi";
import { LOG_RETENTION_DAYS } from "../components/defaults";
import { httpApi } from "../components/httpApi";
import { inlineFunction } from "../components/inlineFunction";
import { table } from "../components/table";
import { createExternalApi } from "../functions/webhooks/externalApi";

export interface SimulatedApiArgs {
  logRetentionDays?: number | undefined;
  tags?: Readonly<Record<string, string>> | undefined;
}

/** Seconds: the latency that may be set is at most 25. */
const TIMEOUT_SECONDS = 29;

const handler = ({ SETTINGS_TABLE }: { SETTINGS_TABLE: string }) =>
  createExternalApi({ dynamo: new DynamoDBClient({}), settingsTable: SETTINGS_TABLE });

/**
 * Stands in for somebody else's API, for stacks that have none to call: `PUT /external/settings` makes it slow or breaks it.
 * Anybody may do that, so it has no place in production.
 */
export class SimulatedApi extends pulumi.ComponentResource {
  /** Base URL, without a slash at its end. */
  readonly apiEndpoint: pulumi.Output<string>;

  constructor(name: string, args: SimulatedApiArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    super("sluice:index:SimulatedApi", name, {}, opts);
    const parent = { parent: this };
    const tags = { ...args.tags, "sluice:component": "SimulatedApi", "sluice:name": name };
    const logRetentionDays = args.logRetentionDays ?? LOG_RETENTION_DAYS;

    const settings = table(`${name}-settings`, { hashKey: "id", deletionProtection: false, tags }, parent);
    const answer = inlineFunction(
      `${name}-answer`,
      {
        environment: { SETTINGS_TABLE: settings.name },
        handler,
        permissions: [{ actions: ["dynamodb:GetItem", "dynamodb:PutItem"], resources: [settings.arn] }],
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
          {
            name: "answer",
            function: answer,
            keys: ["POST /external", "GET /external/settings", "PUT /external/settings"],
          },
        ],
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
