import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { MadeResource, Tags } from "../../base/inventory";
import { isRecord } from "../../base/isRecord";
import { tagsIn } from "../../base/tagList";
import type { Operation } from "../../edge/awsApi";
import type { RequestContext } from "../../iam/conditionKeys";
import { creating } from "../../iam/creating";
import type { Permission } from "../../iam/iam";
import type { Services } from "../../services";
import type { Controlled } from "../controlled";

/** The network and its instances, as the operations that make them see them. */
export interface Ec2ControlParts extends Pick<Services, "ec2" | "iam" | "instances"> {
  readonly resources: Controlled;
  /** Instances by the token of the call that launched them. */
  readonly launched: Map<string, readonly string[]>;
}

/** One operation of EC2: members of requests are named as its forms have them, those of replies as its XML has them. */
export type Ec2Control<Input extends object> = Operation<Ec2ControlParts, Input, Record<string, unknown>>;

/** Texts: a form knows nothing else. */
export interface Tagged {
  readonly TagSpecifications?: readonly {
    readonly ResourceType?: string;
    readonly Tags?: readonly { readonly Key?: string; readonly Value?: string }[];
  }[];
}

/** The kinds of resources that calls make, by the beginning of their ids. */
const KINDS: Readonly<Record<string, string>> = {
  eipalloc: "elastic-ip",
  i: "instance",
  igw: "internet-gateway",
  key: "key-pair",
  nat: "natgateway",
  rtb: "route-table",
  sg: "security-group",
  sgr: "security-group-rule",
  subnet: "subnet",
  vpc: "vpc",
  vpce: "vpc-endpoint",
};

/** The ARN of a resource by its id. @throws AwsError `InvalidID` */
export function arnOf(id: string): string {
  const prefix = id.slice(0, id.indexOf("-"));
  const kind = Object.hasOwn(KINDS, prefix) ? KINDS[prefix] : undefined;
  if (kind === undefined) throw new AwsError("InvalidID", `The ID '${id}' is not valid`);
  return arn("ec2", `${kind}/${id}`);
}

/** The tags that a call gives the resources of a kind. */
export function tagsFor(kind: string, { TagSpecifications: specifications = [] }: Tagged): Tags {
  const own = specifications.filter(({ ResourceType }) => ResourceType === kind);
  return Object.assign({}, ...own.map(({ Tags = [] }) => (Array.isArray(Tags) ? tagsIn(Tags.filter(isRecord)) : {})));
}

/**
 * The permissions to make a resource of a kind, whose id nobody knows yet, with its tags.
 * Source: Amazon EC2 User Guide, "Grant permission to tag Amazon EC2 resources during creation".
 */
export function making(operation: string, kind: string, input: Tagged): readonly Permission[] {
  const actions = { create: `ec2:${operation}`, tag: "ec2:CreateTags" };
  const [create, ...tagging] = creating(arn("ec2", `${kind}/*`), tagsFor(kind, input), actions);
  const context: RequestContext = { "ec2:CreateAction": operation };
  return [
    ...(create === undefined ? [] : [create]),
    ...tagging.map((each) => ({ ...each, context: { ...each.context, ...context } })),
  ];
}

/** Permissions for an action on resources by their ids. */
export function onIds(action: string, ...ids: readonly string[]): readonly Permission[] {
  return ids.map((id) => ({ action: `ec2:${action}`, resource: arnOf(id) }));
}

/** Descriptions know no resources: they are allowed as a whole or not at all. */
export function onAll(action: string): readonly Permission[] {
  return [{ action: `ec2:${action}`, resource: "*" }];
}

/** @param code such as `"InvalidVpcID.NotFound"` @param what such as `"The vpc ID"` */
export function found(resources: Controlled, type: string, id: string, code: string, what: string): MadeResource {
  const made = resources.find(type, id);
  if (made) return made;
  throw new AwsError(code, `${what} '${id}' does not exist`);
}

export function dependencyViolation(what: string, id: string): AwsError {
  return new AwsError("DependencyViolation", `The ${what} '${id}' has dependencies and cannot be deleted.`);
}

export function isTrue(text: string | undefined): boolean {
  return text === "true";
}

/** @throws AwsError `UnsupportedOperation` for parameters that nothing here carries */
export function refuseOthers(operation: string, others: object): void {
  const [name] = Object.entries(others).find(([, value]) => value !== undefined && value !== "") ?? [];
  if (name === undefined) return;
  throw new AwsError("UnsupportedOperation", `ec2:${operation} takes no ${name} locally: leave it out`);
}
