import { AwsError } from "../../base/awsError";
import { EVENT_TYPES, type EventType, type NotificationTarget } from "./notifications";

/** @throws AwsError `InvalidArgument` for an event that never happens here */
export function eventTypesOf({ events, id }: NotificationTarget): ReadonlySet<EventType> {
  const types = new Set<EventType>();
  if (events.length === 0) throw invalid(`${id}: events must name at least one`);
  for (const name of events) {
    const wanted = name.replace(/^s3:/, "");
    const found = EVENT_TYPES.filter((type) => type === wanted || `${type.split(":")[0]}:*` === wanted);
    if (found.length === 0 || !name.startsWith("s3:")) {
      const known = ["ObjectCreated:*", "ObjectRemoved:*", ...EVENT_TYPES].map((type) => `s3:${type}`).join(", ");
      throw invalid(`${id}: the event "${name}" is not supported locally yet (supported: ${known})`);
    }
    for (const type of found) types.add(type);
  }
  return types;
}

/**
 * No event may be wanted twice, whoever is told.
 * Source: Amazon S3 User Guide, "Configuring event notifications using object key name filtering".
 *
 * @throws AwsError `InvalidArgument`
 */
export function refuseOverlaps(targets: readonly NotificationTarget[]): void {
  for (const [index, target] of targets.entries()) {
    const types = eventTypesOf(target);
    for (const other of targets.slice(index + 1)) {
      const shared = [...eventTypesOf(other)].filter((type) => types.has(type));
      const prefixes = target.prefix.startsWith(other.prefix) || other.prefix.startsWith(target.prefix);
      const suffixes = target.suffix.endsWith(other.suffix) || other.suffix.endsWith(target.suffix);
      if (shared.length === 0 || !prefixes || !suffixes) continue;
      throw invalid(
        "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping " +
          `for the same event type: ${target.id} and ${other.id} both want s3:${shared[0]} of keys that both filters match`,
      );
    }
  }
}

/** @throws AwsError `InvalidArgument` */
export function refuseSharedIds(targets: readonly NotificationTarget[]): void {
  const ids = targets.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice === undefined) return;
  throw invalid(`Same ID used for multiple configurations. IDs must be unique: "${twice}" is that of two`);
}

export function invalid(message: string): AwsError {
  return new AwsError("InvalidArgument", message);
}
