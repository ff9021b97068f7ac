import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { apiIdOf } from "./place";

interface MappingInputs {
  domainName: string;
  basePath?: string;
  stageName?: string;
}

/** `aws.apigateway.BasePathMapping`: what a path of a custom domain leads to. */
export function basePathMapping({ restApis }: Pick<Services, "restApis">): ResourceHandler {
  const put = (properties: Properties): ResourceState => {
    const { domainName, basePath = "", stageName } = properties as unknown as MappingInputs;
    if (!/^[A-Za-z0-9$_.+!*'()-]*$/.test(basePath)) {
      throw new Error(`basePath must be one part of a path, or left out for all paths; got "${basePath}"`);
    }
    restApis.putBasePathMapping({
      ...{ domainName, basePath, apiId: apiIdOf(properties) },
      ...(stageName !== undefined && { stage: stageName }),
    });
    return { id: `${domainName}/${basePath}`, state: properties };
  };
  const unmap = (state: Properties): void => {
    const { domainName, basePath = "" } = state as unknown as MappingInputs;
    restApis.deleteBasePathMapping(domainName, basePath);
  };
  return {
    type: "aws:apigateway/basePathMapping:BasePathMapping",
    properties: { domainName: "honoured", basePath: "honoured", restApi: "honoured", stageName: "honoured" },
    replaceOn: ["domainName", "basePath"],
    create: async (_context, inputs) => put(inputs),
    async update(_context, { state }, inputs) {
      // Its own base path is free for another API.
      unmap(state);
      return put(inputs);
    },
    delete: async (_context, { state }) => unmap(state),
  };
}
