import type { KeptResource } from "../../base/inventory";
import { type Description, type GatewayParts, operationOn, type Params, type Routed } from "./gatewayOperation";
import { type Members, patched } from "./members";

/** Finds the resource that a call names. @throws AwsError `NotFoundException` */
type Find = (params: Params, parts: GatewayParts) => KeptResource;

/** The operation that patches a resource, and answers it as it then is. */
export function patching(
  path: string,
  find: Find,
  members: Members,
  describe: (changed: KeptResource, parts: GatewayParts) => object,
  description: Description = {},
): Routed {
  return operationOn(
    "PATCH",
    path,
    async (params, parts) => {
      const found = find(params, parts);
      const changes = patched(found.inputs, params.patchOperations ?? [], members);
      return describe(await parts.resources.update(found, changes), parts);
    },
    description,
  );
}

/** The operation that deletes a resource with which nothing else goes. */
export function deleting(path: string, find: Find, status: 202 | 204 = 202): Routed {
  return operationOn(
    "DELETE",
    path,
    async (params, parts) => {
      await parts.resources.delete(find(params, parts));
      return {};
    },
    { status },
  );
}
