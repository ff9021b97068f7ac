import type { Registry } from "../engine/registry";

/** As much of Pulumi's package schema as `pulumi import` needs to write a program: which resources there are, with which inputs. */
export interface PackageSchema {
  name: string;
  version: string;
  resources: Record<string, { inputProperties: Record<string, { $ref: string }> }>;
}

/** Any value: handlers check what they get, and say more than a type could. */
const ANY = { $ref: "pulumi.json#/Any" };

/**
 * Describes the resource types of one package that the local cloud supports.
 *
 * Source: Pulumi docs, "Pulumi package schema", https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/
 *
 * @param name such as `"aws"`
 */
export function schemaOf(registry: Registry, name: string, version: string): PackageSchema {
  const own = registry.resources.filter(({ type }) => type.startsWith(`${name}:`));
  const resources = own.map(({ type, properties }) => {
    const inputProperties = Object.fromEntries(Object.keys(properties).map((property) => [property, ANY]));
    return [type, { inputProperties }] as const;
  });
  return { name, version, resources: Object.fromEntries(resources) };
}
