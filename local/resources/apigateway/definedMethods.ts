import type { ResourceContext, ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { identifierOf } from "../apigatewayv2/identifier";
import { integration } from "./integration";
import { integrationResponse } from "./integrationResponse";
import { method } from "./method";
import { methodResponse } from "./methodResponse";
import type { Definition } from "./openApi";
import { resource } from "./resource";

/** Makes the paths and methods of an API's definition, each as the resource that would declare it makes it. */
export async function putDefinedMethods(
  services: Pick<Services, "restApis">,
  context: ResourceContext,
  { apiId, definition }: { apiId: string; definition: Definition },
): Promise<void> {
  const create = (handler: ResourceHandler, inputs: object) => handler.create(context, { restApi: apiId, ...inputs });
  const ids = new Map([["/", rootResourceIdOf(apiId)]]);
  const resourceAt = async (path: string): Promise<string> => {
    const known = ids.get(path);
    if (known !== undefined) return known;
    const at = path.lastIndexOf("/");
    const parentId = await resourceAt(path.slice(0, at) || "/");
    const id = resourceIdOf(apiId, path);
    // The handler's own id follows from its resource, of which there is one here for all paths.
    await resource(services).update?.(
      context,
      { id, state: {} },
      { restApi: apiId, parentId, pathPart: path.slice(at + 1) },
    );
    ids.set(path, id);
    return id;
  };
  for (const defined of definition.methods) {
    const path = defined.path === "/" ? "/" : defined.path.replace(/\/$/, "");
    const place = { resourceId: await resourceAt(path), httpMethod: defined.httpMethod };
    await create(method(services), { ...place, ...defined.method });
    await create(integration(services), { ...place, ...defined.integration });
    for (const response of defined.methodResponses) await create(methodResponse(services), { ...place, ...response });
    for (const response of defined.integrationResponses) {
      await create(integrationResponse(services), { ...place, ...response });
    }
  }
}

/** Takes away what a definition has made, for another takes its place. */
export function deleteDefinedMethods(
  { restApis }: Pick<Services, "restApis">,
  apiId: string,
  { methods }: Definition,
): void {
  const paths = new Set<string>();
  for (const { path, httpMethod } of methods) {
    const parts = path.split("/").filter((part) => part !== "");
    for (let length = parts.length; length > 0; length -= 1) paths.add(`/${parts.slice(0, length).join("/")}`);
    restApis.deleteMethod({ apiId, resourceId: resourceIdOf(apiId, path), httpMethod });
  }
  for (const path of [...paths].sort((one, other) => other.length - one.length)) {
    restApis.deleteResource(apiId, resourceIdOf(apiId, path));
  }
}

export function rootResourceIdOf(apiId: string): string {
  return identifierOf(`${apiId} root`, 10);
}

function resourceIdOf(apiId: string, path: string): string {
  return path === "/" ? rootResourceIdOf(apiId) : identifierOf(`${apiId} ${path}`, 7);
}
