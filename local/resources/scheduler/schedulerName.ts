import { AwsError } from "../../base/awsError";
import type { ResourceContext } from "../../engine/resourceHandler";
import { prefixedName } from "../prefixedName";

/** Characters of a schedule's or a group's name. Source: EventBridge Scheduler API Reference, `CreateSchedule`. */
const MAX_LENGTH = 64;

/**
 * A physical name from `name`, `namePrefix` or Pulumi's auto-naming.
 * @throws Error when both are set, or for characters that Scheduler refuses
 */
export function schedulerName(context: ResourceContext, inputs: { name?: unknown; namePrefix?: unknown }): string {
  const name = prefixedName(context, inputs, MAX_LENGTH);
  if (/^[\w.-]{1,64}$/.test(name)) return name;
  throw new Error(
    `name must be 1 to ${MAX_LENGTH} letters, digits, hyphens, underscores and full stops, got "${name}"`,
  );
}

/** @param kind `"Schedule"` or `"Schedule group"` */
export function alreadyExists(kind: string, name: string): AwsError {
  return new AwsError("ConflictException", `${kind} ${name} already exists.`, 409);
}
