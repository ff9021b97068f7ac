import { createHash } from "node:crypto";
import type { ComponentHandler } from "../../engine/componentHandler";

interface ImageInputs {
  repositoryUrl: unknown;
  registryId?: string;
  imageName?: string;
  imageTag?: string;
  context?: string;
  dockerfile?: string;
  args?: Readonly<Record<string, string>>;
  cacheFrom?: readonly string[];
  platform?: string;
}

const NO_DOCKER = { noEffect: "the program is bundled by esbuild, without Docker" };

/**
 * `awsx.ecr.Image`: an image of `docker-build` below it, pushed with the registry's credentials.
 * Source: pulumi-awsx, `awsx/ecr/image.ts` and `awsx/ecr/auth.ts`.
 */
export const awsxImage: ComponentHandler = {
  type: "awsx:ecr:Image",
  properties: {
    repositoryUrl: "honoured",
    context: "honoured",
    dockerfile: "honoured",
    imageName: "honoured",
    imageTag: "honoured",
    args: NO_DOCKER,
    builderVersion: NO_DOCKER,
    cacheFrom: NO_DOCKER,
    platform: { noEffect: "the host's own Node runs the code" },
    registryId: { noEffect: "there is one registry here" },
  },
  async construct({ inputs }, { stack, make, invoke, text }) {
    const image = inputs as unknown as ImageInputs;
    const { repositoryUrl, registryId, context = ".", dockerfile, args, platform } = image;
    const name = childName(image, stack);
    const tag = text([repositoryUrl], (url) => `${url}:${name}`);
    const caches = image.cacheFrom ?? [];
    const { proxyEndpoint, userName, password } = await invoke("aws:ecr/getAuthorizationToken:getAuthorizationToken", {
      ...(registryId !== undefined && { registryId }),
    });
    const child = await make({
      type: "docker-build:index:Image",
      name,
      inputs: {
        tags: [tag],
        buildArgs: args,
        cacheFrom: (caches.length > 0 ? caches : [tag]).map((ref) => ({ registry: { ref } })),
        cacheTo: [{ inline: {} }],
        context: { location: context },
        dockerfile: dockerfile === undefined ? undefined : { location: dockerfile },
        platforms: platform === undefined ? [] : [platform],
        push: true,
        registries: [{ address: proxyEndpoint, username: userName, password }],
      },
    });
    return { imageUri: text([repositoryUrl, child.output("digest")], (url, digest) => `${url}@${digest}`) };
  },
};

/** The child's name, which is the image's tag too (`computeImageFromAsset` and `createUniqueImageName` there). */
function childName({ imageName, imageTag, context = ".", dockerfile, args = {} }: ImageInputs, stack: string): string {
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
