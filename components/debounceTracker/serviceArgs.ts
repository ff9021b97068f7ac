import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { TaskPlace } from "../parts/existing/existingCluster";
import type { Settings } from "./settings";

/** The arguments that both services have in common. */
export function serviceArgs(settings: Settings, { cluster, family }: TaskPlace, role: "handler" | "processor") {
  return {
    network: settings.network,
    place: { cluster, family: pulumi.interpolate`${family}-${role}` },
    architecture: settings.architecture,
    cpu: settings.cpu,
    memoryMb: settings.memoryMb,
    stopTimeoutSeconds: settings.stopTimeoutSeconds,
    healthCommand: ["node", "main.js", "health"],
    deletionProtection: settings.deletionProtection,
    logRetentionDays: settings.logRetentionDays,
    tags: settings.tags,
  };
}

/** The environment variables that both services have in common. */
export function serviceEnvironment(settings: Settings, table: aws.dynamodb.Table) {
  return {
    TRACKING_TABLE: table.name,
    QUIET_SECONDS: settings.quietSeconds,
    MAX_WAIT_SECONDS: settings.maxWaitSeconds,
    STOP_TIMEOUT_SECONDS: settings.stopTimeoutSeconds,
    // The dimension of the metrics of both services: a name that no other stack has.
    POWERTOOLS_SERVICE_NAME: table.name,
  };
}
