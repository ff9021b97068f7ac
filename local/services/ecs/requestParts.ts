import { arn } from "../../base/arn";

/** The parameters of a call on a cluster. */
interface Params {
  readonly cluster?: unknown;
}

/** The cluster that a call names; ECS takes the one called `default` where it names none. */
export function clusterIdOf({ cluster }: Params): string {
  return typeof cluster === "string" && cluster !== "" ? cluster : "default";
}

/** `"orders"` of a cluster's ARN or name. */
export function clusterNameOf(id: string): string {
  return id.split("/").at(-1) ?? id;
}

/** @param id ARN or the 32 digits */
export function taskArnOf(params: Params, id: string): string {
  return id.startsWith("arn:") ? id : arn("ecs", `task/${clusterNameOf(clusterIdOf(params))}/${id}`);
}

/** @param id ARN or name */
export function serviceArnOf(params: Params, id: string): string {
  return id.startsWith("arn:") ? id : arn("ecs", `service/${clusterNameOf(clusterIdOf(params))}/${id}`);
}
