import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { REGISTRY } from "../ecr/repository";

interface ImageInputs {
  tags?: readonly string[];
  context?: { location?: string };
  dockerfile?: { location?: string };
  push?: boolean;
}

const NO_DOCKER = { noEffect: "the program is bundled by esbuild, without Docker" };

/** `docker-build.Image`, which `awsx.ecr.Image` makes: built in every evaluation, for its sources may have changed. */
export function dockerImage({ images }: Pick<Services, "images">): ResourceHandler {
  const build = async (properties: Properties): Promise<ResourceState> => {
    const { tags = [], context, dockerfile, push = false } = properties as ImageInputs;
    const [tag = ""] = tags;
    const repositoryUrl = tag.slice(0, tag.lastIndexOf(":"));
    if (tags.length !== 1 || !push || !repositoryUrl.startsWith(REGISTRY)) {
      throw new Error(
        `tags must be one, of a repository of this program (${REGISTRY}NAME:TAG), and push true, got ${JSON.stringify(tags)}`,
      );
    }
    const { uri } = await images.build({
      repositoryUrl,
      tag: tag.slice(repositoryUrl.length + 1),
      context: context?.location ?? ".",
      ...(dockerfile?.location !== undefined && { dockerfile: dockerfile.location }),
    });
    const digest = uri.slice(repositoryUrl.length + 1);
    return { id: digest, state: { ...properties, digest, ref: `${tag}@${digest}` } };
  };
  return {
    type: "docker-build:index:Image",
    properties: {
      tags: "honoured",
      context: "honoured",
      dockerfile: "honoured",
      push: "honoured",
      registries: { noEffect: "there is one registry here, and it is this machine" },
      platforms: { noEffect: "the host's own Node runs the code" },
      buildArgs: NO_DOCKER,
      cacheFrom: NO_DOCKER,
      cacheTo: NO_DOCKER,
    },
    replaceOn: [],
    readsFiles: true,
    create: async (_context, inputs) => build(inputs),
    update: async (_context, _current, inputs) => build(inputs),
    delete: async () => {},
  };
}
