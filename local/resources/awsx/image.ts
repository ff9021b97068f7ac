import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { REGISTRY } from "../ecr/repository";

interface ImageInputs {
  repositoryUrl: string;
  context?: string;
  dockerfile?: string;
}

const NO_DOCKER = "the program is bundled by esbuild, without Docker";

/** `awsx.ecr.Image`: built in every evaluation, for its sources may have changed. */
export function image({ images }: Pick<Services, "images">): ResourceHandler {
  const build = async (properties: Properties): Promise<ResourceState> => {
    const { repositoryUrl, context = ".", dockerfile } = properties as unknown as ImageInputs;
    if (!repositoryUrl.startsWith(REGISTRY)) {
      throw new Error(
        `repositoryUrl must be one of a repository of this program (${REGISTRY}...), got "${repositoryUrl}"`,
      );
    }
    const { uri } = await images.build({ repositoryUrl, context, ...(dockerfile !== undefined && { dockerfile }) });
    return { id: uri, state: { ...properties, imageUri: uri } };
  };
  return {
    type: "awsx:ecr:Image",
    properties: {
      repositoryUrl: "honoured",
      context: "honoured",
      dockerfile: "honoured",
      args: { noEffect: NO_DOCKER },
      builderVersion: { noEffect: NO_DOCKER },
      cacheFrom: { noEffect: NO_DOCKER },
      imageName: { noEffect: "an image's URI holds its digest" },
      imageTag: { noEffect: "an image's URI holds its digest" },
      platform: { noEffect: "the host's own Node runs the code" },
      registryId: { noEffect: "there is one registry here" },
    },
    replaceOn: [],
    readsFiles: true,
    create: async (_context, inputs) => build(inputs),
    update: async (_context, _current, inputs) => build(inputs),
    delete: async () => {},
  };
}
