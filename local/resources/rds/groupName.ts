import type { ResourceContext } from "../../engine/resourceHandler";
import { prefixedName } from "../prefixedName";

const MAX_NAME_LENGTH = 255;

/**
 * The name of a parameter group or a subnet group; RDS keeps names in small letters (RDS API Reference, CreateDBSubnetGroup).
 * @throws Error for a name that RDS refuses
 */
export function groupName(context: ResourceContext, inputs: { name?: string; namePrefix?: string }): string {
  const result = prefixedName(context, inputs, MAX_NAME_LENGTH);
  if (inputs.name === undefined && inputs.namePrefix === undefined) return result.toLowerCase();
  if (result.length > MAX_NAME_LENGTH || !/^[a-z0-9 _.-]+$/.test(result)) {
    throw new Error(
      `name must be 1 to ${MAX_NAME_LENGTH} characters out of small letters, digits, spaces and _.-, got "${result}"`,
    );
  }
  return result;
}
