import { resourceOf } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { clusterIn, type EcsControlParts, invalidParameter } from "./ecsParts";

/** The ARN of a resource that takes tags. @throws AwsError `ClusterNotFoundException`, `ResourceNotFoundException`, `InvalidParameterException` */
export function requireTaggable(resourceArn: string, parts: EcsControlParts): string {
  const { ecs } = parts;
  const [kind = ""] = resourceOf(resourceArn).split("/");
  const known: Readonly<Record<string, () => boolean>> = {
    cluster: () => clusterIn(parts, resourceArn) !== undefined,
    service: () => ecs.describeService(resourceArn) !== undefined,
    task: () => ecs.tasks().some((task) => task.arn === resourceArn),
    "task-definition": () => ecs.taskDefinitions().some(({ spec }) => spec.arn === resourceArn),
  };
  const isThere = Object.hasOwn(known, kind) ? known[kind] : undefined;
  if (isThere === undefined) throw invalidParameter(`The resource ARN ${resourceArn} is invalid.`);
  if (!isThere()) throw new AwsError("ResourceNotFoundException", "The specified resource is not found.");
  return resourceArn;
}
