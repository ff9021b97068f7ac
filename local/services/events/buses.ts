import { arn } from "../../base/arn";

export const DEFAULT_BUS = "default";

/** A bus's name, of that or of its ARN. */
export function busNameOf(given: string = DEFAULT_BUS): string {
  return given.startsWith("arn:") ? given.slice(given.indexOf(":event-bus/") + ":event-bus/".length) : given;
}

/** A bus's ARN, of that or of its name. */
export function busArnOf(given: string = DEFAULT_BUS): string {
  return arn("events", `event-bus/${busNameOf(given)}`);
}

/**
 * A rule's ARN names its bus, unless that is the default one.
 * Source: Service Authorization Reference, "Resource types defined by Amazon EventBridge".
 */
export function ruleArnOf(name: string, bus: string = DEFAULT_BUS): string {
  return arn("events", `rule/${ruleIdOf(name, bus)}`);
}

/** A rule's name, unique over all buses. */
export function ruleIdOf(name: string, bus: string = DEFAULT_BUS): string {
  return bus === DEFAULT_BUS ? name : `${bus}/${name}`;
}
