import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "./settings";

/** The arguments that both services have in common. */
export function serviceArgs(settings: Settings, cluster: aws.ecs.Cluster, role: "handler" | "processor") {
  return {
    network: settings.network,
    // The cluster's name is unique, so these families are this stack's own.
    place: { cluster, family: pulumi.interpolate`${cluster.name}-${role}` },
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
