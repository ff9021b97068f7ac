import { REGION } from "../../base/arn";
import type { KeptResource } from "../../base/inventory";
import type { AnyOperation } from "../../edge/awsApi";
import type { RestRoute } from "../../edge/awsService";
import type { Properties } from "../../engine/resourceHandler";
import { requestTags } from "../../iam/conditionKeys";
import type { Permission } from "../../iam/iam";
import type { Controlled } from "../controlled";
import type { PatchOperation } from "./members";

/** The APIs and what they are made of, as the operations of API Gateway's API see them. */
export interface GatewayParts {
  readonly resources: Controlled;
}

/** The parameters of a call: the AWS SDK's packages of API Gateway are none of the project's, so their types are not here. */
export interface Params {
  readonly [name: string]: unknown;
  readonly patchOperations?: readonly PatchOperation[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** An operation, and the way to call it. */
export interface Routed {
  readonly route: RestRoute;
  readonly operation: AnyOperation<GatewayParts>;
}

/** Facts of an operation beside its path. */
export interface Description {
  /** Parameters beside those of the path that must be there. */
  readonly required?: readonly string[];
  readonly status?: number;
  /** Parameters of the query that may stand there several times. */
  readonly lists?: readonly string[];
  /** Parameters of the query that are called otherwise there. */
  readonly query?: Readonly<Record<string, string>>;
  /** The permissions that a caller needs beside that of the call. */
  permissions?(params: Params): readonly Permission[];
}

/**
 * An operation on a path: the permission is the method, on the path as it is called.
 * Source: API Gateway Developer Guide, "How Amazon API Gateway works with IAM"; Service Authorization Reference, "Amazon API Gateway
 * Management" and "Amazon API Gateway Management V2".
 */
export function operationOn(
  method: RestRoute["method"],
  path: string,
  run: (params: Params, parts: GatewayParts) => object | Promise<object>,
  { required = [], status, lists, query, permissions }: Description = {},
): Routed {
  return {
    route: {
      ...{ method, path },
      ...(status !== undefined && { status }),
      ...(lists && { lists }),
      ...(query && { query }),
    },
    operation: {
      parameters: Object.fromEntries(required.map((name) => [name, "text" as const])),
      permissions(input) {
        const params = input as Params;
        const on = { resource: resourceAt(path, params), context: requestTags(params.tags ?? {}) };
        return [{ action: `apigateway:${method}`, ...on }, ...(permissions?.(params) ?? [])];
      },
      run: (input, parts) => run(input as Params, parts),
    },
  };
}

/** The ARN of a path, with what a call has for its labels; that of version 2 has no `/v2`. */
function resourceAt(path: string, params: Params): string {
  const called = path.replace(/^\/v2/, "").replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(params[name]);
    return name === "resourceArn" ? encodeURIComponent(value) : value;
  });
  return `arn:aws:apigateway:${REGION}::${called}`;
}

/** The texts of a call's parameters by name. */
export function textIn(params: Params, name: string): string {
  const value = params[name];
  return typeof value === "string" ? value : "";
}

/** The parameters without those that are named. */
export function without(params: Params, ...names: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !names.includes(name)));
}

/** Seconds since the Unix epoch, as REST APIs write times. */
export function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

/** Tags of a resource, where it has any. */
export function tagsOf(
  { state }: KeptResource,
  { resources }: GatewayParts,
): { tags?: Readonly<Record<string, string>> } {
  const tags = resources.inventory.tagsOf(String(state.arn));
  return Object.keys(tags).length > 0 ? { tags } : {};
}
