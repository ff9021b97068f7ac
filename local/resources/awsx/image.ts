import { createHash } from "node:crypto";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { REGISTRY } from "../ecr/repository";

interface ImageInputs extends NamingInputs {
  repositoryUrl: string;
}

interface NamingInputs {
  imageName?: string;
  imageTag?: string;
  context?: string;
  dockerfile?: string;
  args?: Readonly<Record<string, string>>;
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
      imageName: "honoured",
      imageTag: "honoured",
      platform: { noEffect: "the host's own Node runs the code" },
      registryId: { noEffect: "there is one registry here" },
    },
    replaceOn: [],
    readsFiles: true,
    children: (inputs, stack) => [{ type: "docker-build:index:Image", name: childName(inputs, stack) }],
    create: async (_context, inputs) => build(inputs),
    update: async (_context, _current, inputs) => build(inputs),
    delete: async () => {},
  };
}

/**
 * Names the image that awsx makes below the component, and that its URI does not show.
 * Source: pulumi-awsx, `awsx/ecr/image.ts`, `computeImageFromAsset` and `createUniqueImageName`.
 */
function childName(inputs: NamingInputs, stack: string): string {
  const { imageName, imageTag, context = ".", dockerfile, args = {} } = inputs;
  // Empty texts count as absent there.
  if (imageName || imageTag) return imageName || imageTag || "";
  const built = [
    context,
    ...(dockerfile ? [`;dockerfile=${dockerfile}`] : []),
    ...Object.entries(args).map(([name, value]) => `;arg[${name}]=${value}`),
    stack,
  ].join("");
  return `${createHash("sha1").update(built).digest("hex").slice(0, 8)}-container`;
}
