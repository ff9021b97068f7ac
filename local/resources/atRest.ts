import type { Properties, ResourceHandler } from "../engine/resourceHandler";

/** Inputs that keep a resource from working by itself, or from being deleted, by its type. */
const AT_REST: Readonly<Record<string, Properties>> = {
  "aws:appautoscaling/target:Target": { minCapacity: 0 },
  "aws:athena/workgroup:Workgroup": { forceDestroy: true },
  "aws:cognito/userPool:UserPool": { deletionProtection: "INACTIVE" },
  "aws:dynamodb/table:Table": { deletionProtectionEnabled: false },
  "aws:ecs/service:Service": { desiredCount: 0 },
  "aws:lambda/eventSourceMapping:EventSourceMapping": { enabled: false },
  "aws:rds/instance:Instance": { deletionProtection: false, skipFinalSnapshot: true },
  "aws:s3/bucket:Bucket": { forceDestroy: true },
  "aws:scheduler/schedule:Schedule": { state: "DISABLED" },
};

/** Makes resources stand still as they are created, and lets them be deleted. */
export function atRest(handler: ResourceHandler): ResourceHandler {
  const inputs = AT_REST[handler.type];
  if (inputs === undefined) return handler;
  return { ...handler, create: (context, given) => handler.create(context, { ...given, ...inputs }) };
}
