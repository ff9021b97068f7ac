import type { ResourceContext } from "../../engine/resourceHandler";

const MAX_NAME_LENGTH = 255;

/**
 * The name of a parameter group or a subnet group; RDS keeps names in small letters (RDS API Reference, CreateDBSubnetGroup).
 * @throws Error for a name that RDS refuses
 */
export function groupName(context: ResourceContext, inputs: { name?: string; namePrefix?: string }): string {
  const { name, namePrefix } = inputs;
  if (name !== undefined && namePrefix !== undefined) throw new Error("name and namePrefix exclude each other");
  const generated = context.physicalName(name, MAX_NAME_LENGTH);
  if (name === undefined && namePrefix === undefined) return generated.toLowerCase();
  const result = namePrefix === undefined ? generated : namePrefix + generated.slice(-7);
  if (result.length > MAX_NAME_LENGTH || !/^[a-z0-9 _.-]+$/.test(result)) {
    throw new Error(
      `name must be 1 to ${MAX_NAME_LENGTH} characters out of small letters, digits, spaces and _.-, got "${result}"`,
    );
  }
  return result;
}
