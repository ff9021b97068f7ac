import { ACCOUNT_ID, arn, REGION } from "../../base/arn";
import type {
  Properties,
  PropertySupport,
  ResourceContext,
  ResourceHandler,
  ResourceState,
} from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { TagMutability } from "../../services/ecs/repositoryTags";

/** `"000000000000.dkr.ecr.us-east-1.amazonaws.com/"`: where every repository of the local cloud is. */
export const REGISTRY = `${ACCOUNT_ID}.dkr.ecr.${REGION}.amazonaws.com/`;

const KEPT = "images are folders below .sluice/, which stay until it is deleted";

interface MutabilityInputs {
  imageTagMutability?: TagMutability["mutability"];
  imageTagMutabilityExclusionFilters?: readonly { filter: string; filterType: string }[];
}

const MUTABILITIES: readonly string[] = ["MUTABLE", "IMMUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"];

/**
 * Reads which tags may be moved.
 * @throws Error for what ECR refuses (API Reference, CreateRepository and ImageTagMutabilityExclusionFilter)
 */
function tagMutabilityOf(inputs: Properties): TagMutability {
  const { imageTagMutability = "MUTABLE", imageTagMutabilityExclusionFilters = [] } = inputs as MutabilityInputs;
  if (!MUTABILITIES.includes(imageTagMutability)) {
    throw new Error(`imageTagMutability must be one of ${MUTABILITIES.join(", ")}, got "${imageTagMutability}"`);
  }
  const exclusions = imageTagMutabilityExclusionFilters.map(({ filter }) => filter);
  if (imageTagMutability.endsWith("_WITH_EXCLUSION") !== exclusions.length > 0) {
    throw new Error(`imageTagMutabilityExclusionFilters must be there for ..._WITH_EXCLUSION, and only then`);
  }
  const wrong = exclusions.find((filter) => !/^[\w.*-]{1,128}$/.test(filter));
  if (wrong !== undefined) {
    throw new Error(`a filter must be 1 to 128 letters, digits and characters out of _.*-, got "${wrong}"`);
  }
  return { mutability: imageTagMutability, exclusions };
}

/** Inputs of a repository, and how they are treated. */
export const REPOSITORY_PROPERTIES: Readonly<Record<string, PropertySupport>> = {
  name: "honoured",
  imageTagMutability: "honoured",
  imageTagMutabilityExclusionFilters: "honoured",
  imageScanningConfiguration: { noEffect: "images are not scanned here" },
  encryptionConfigurations: { noEffect: "images are files of whoever runs the local cloud" },
  forceDelete: { noEffect: KEPT },
};

/** `aws.ecr.Repository`: an address. What is built for it is content-addressed, and found by its URI. */
export function repository({ images }: Pick<Services, "images">): ResourceHandler {
  const put = (name: string, inputs: Properties): ResourceState => {
    images.tags.putRepository(`${REGISTRY}${name}`, tagMutabilityOf(inputs));
    return { id: name, state: { ...inputs, ...repositoryOutputs(name) } };
  };
  return {
    type: "aws:ecr/repository:Repository",
    properties: REPOSITORY_PROPERTIES,
    replaceOn: ["name", "encryptionConfigurations"],
    create: async (context, inputs) => put(repositoryName(context, inputs), inputs),
    update: async (_context, current, inputs) => put(current.id, inputs),
    delete: async () => {},
  };
}

/** `aws.ecr.LifecyclePolicy`. */
export function lifecyclePolicy(): ResourceHandler {
  const stateOf = (inputs: Properties) => ({
    id: String(inputs.repository),
    state: { ...inputs, registryId: ACCOUNT_ID },
  });
  return {
    type: "aws:ecr/lifecyclePolicy:LifecyclePolicy",
    properties: { repository: "honoured", policy: { noEffect: KEPT } },
    replaceOn: ["repository"],
    create: async (_context, inputs) => stateOf(inputs),
    update: async (_context, _current, inputs) => stateOf(inputs),
    delete: async () => {},
  };
}

/** @throws Error for a name that ECR refuses (API Reference, CreateRepository) */
export function repositoryName(context: ResourceContext, { name: explicit }: Properties): string {
  const name = context.physicalName(explicit, 256);
  if (!/^[a-z0-9]+(?:[._/-][a-z0-9]+)*$/.test(name) || name.length < 2) {
    throw new Error(
      `name must be 2 to 256 characters: small letters and digits, with one of . _ - / between, got "${name}"`,
    );
  }
  return name;
}

export function repositoryOutputs(name: string): Properties {
  return { name, arn: arn("ecr", `repository/${name}`), repositoryUrl: `${REGISTRY}${name}`, registryId: ACCOUNT_ID };
}
