import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { KeptResource, Tags } from "../../base/inventory";
import { isRecord } from "../../base/isRecord";
import { pageOf } from "../../base/page";
import { tagList, tagsIn } from "../../base/tagList";
import type { AnyOperation } from "../../edge/awsApi";
import { NamedList } from "../../edge/xml";
import { creating } from "../../iam/creating";
import type { Permission } from "../../iam/iam";
import type { Services } from "../../services";
import type { Controlled } from "../controlled";
import { requireTexts } from "../formTexts";

export const INSTANCE = "aws:rds/instance:Instance";
export const SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup";
export const PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup";

/** Parameters that are no texts. */
const LISTS = ["Tags", "TagKeys", "SubnetIds", "VpcSecurityGroupIds", "Parameters", "Filters", "ProcessorFeatures"];

/** Databases and their groups. The AWS SDK's package of RDS is none of the project's, so its types are not here. */
export interface RdsParts extends Pick<Services, "ec2"> {
  readonly resources: Controlled;
}

/** Texts, as the query protocol has them. */
export type Params = Readonly<Record<string, string | undefined>>;
/** The same with lists. */
export type Given = Readonly<Record<string, unknown>>;

/** An operation on texts. */
export function operation(
  name: string,
  required: readonly string[],
  permissions: (params: Params, given: Given, parts: RdsParts) => readonly Permission[],
  run: (params: Params, parts: RdsParts, given: Given) => object | Promise<object>,
): Readonly<Record<string, AnyOperation<RdsParts>>> {
  return {
    [name]: {
      parameters: Object.fromEntries(required.map((each) => [each, "text" as const])),
      permissions: (input, parts) => [
        ...requireTexts(input as Given, LISTS),
        ...permissions(input as Params, input as Given, parts),
      ],
      run: (input, parts) => run(input as Params, parts, input as Given),
    },
  };
}

export function instanceArn(identifier = "*"): string {
  return arn("rds", `db:${identifier.toLowerCase()}`);
}

export function subnetGroupArn(name = "*"): string {
  return arn("rds", `subgrp:${name.toLowerCase()}`);
}

export function parameterGroupArn(name = "*"): string {
  return arn("rds", `pg:${name.toLowerCase()}`);
}

/** A permission on each of these. */
export function on(action: string, ...resources: readonly string[]): readonly Permission[] {
  return resources.map((resource) => ({ action: `rds:${action}`, resource }));
}

/** The permissions to make a resource, with its tags. */
export function making(action: string, resource: string, given: Given): readonly Permission[] {
  return creating(resource, tagsOf(given), { create: `rds:${action}`, tag: "rds:AddTagsToResource" });
}

/** The items of a list that a form writes below their own name: `VpcSecurityGroupIds.VpcSecurityGroupId.1`. */
export function itemsOf(list: unknown, name: string): readonly unknown[] {
  const items = isRecord(list) ? list[name] : list;
  return Array.isArray(items) ? items : [];
}

export function textsOf(list: unknown, name: string): readonly string[] | undefined {
  return list === undefined ? undefined : itemsOf(list, name).map(String);
}

export function tagsOf({ Tags: given }: Given): Tags {
  return tagsIn(itemsOf(given, "Tag").filter(isRecord));
}

/** Tags as an answer lists them. */
export function listedTags(tags: Tags): NamedList {
  return new NamedList("Tag", tagList(tags));
}

/**
 * An answer with a page of a list: a hundred, or as many as `MaxRecords` says.
 * @param name what one is called: `"DBInstance"`
 */
export function listed<Item>(
  name: string,
  all: readonly Item[],
  { Marker: token, MaxRecords }: Params,
  describe: (item: Item) => object,
): object {
  const limit = MaxRecords === undefined ? undefined : Number(MaxRecords);
  const { items, next } = pageOf(all, { token, limit }, () => invalidValue("The marker is not valid."));
  return { [`${name}s`]: new NamedList(name, items.map(describe)), ...(next !== undefined && { Marker: next }) };
}

/** @throws AwsError `DBInstanceNotFound` */
export function instanceIn({ DBInstanceIdentifier: given = "" }: Params, { resources }: RdsParts): KeptResource {
  const identifier = given.toLowerCase();
  const found = resources.all(INSTANCE).find(({ state }) => state.identifier === identifier);
  if (found) return found;
  throw new AwsError("DBInstanceNotFound", `DBInstance ${given} not found.`, 404);
}

/** @throws AwsError `DBSubnetGroupNotFoundFault` */
export function subnetGroupIn(name: string, { resources }: RdsParts): KeptResource {
  const found = resources.find(SUBNET_GROUP, name.toLowerCase());
  if (found) return found;
  throw new AwsError("DBSubnetGroupNotFoundFault", `DB subnet group '${name}' does not exist.`, 404);
}

/** @throws AwsError `DBParameterGroupNotFound` */
export function parameterGroupIn(name: string, { resources }: RdsParts): KeptResource {
  const found = resources.find(PARAMETER_GROUP, name.toLowerCase());
  if (found) return found;
  throw new AwsError("DBParameterGroupNotFound", `DBParameterGroup not found: ${name}`, 404);
}

export function isTrue(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : text === "true";
}

export function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

export function invalidValue(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}

/** @throws AwsError `InvalidParameterValue` for parameters that nothing here carries */
export function refuseOthers(name: string, others: object): void {
  const [other] = Object.entries(others).find(([, value]) => value !== undefined && value !== "") ?? [];
  if (other !== undefined) throw invalidValue(`${name} takes no ${other} locally: leave it out`);
}
