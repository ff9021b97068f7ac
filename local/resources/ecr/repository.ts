import { ACCOUNT_ID, arn, REGION } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler } from "../../engine/resourceHandler";

/** `"000000000000.dkr.ecr.us-east-1.amazonaws.com/"`: where every repository of the local cloud is. */
export const REGISTRY = `${ACCOUNT_ID}.dkr.ecr.${REGION}.amazonaws.com/`;

const KEPT = "images are folders below .sluice/, which stay until it is deleted";

/** `aws.ecr.Repository`: an address. What is built for it is content-addressed, and found by its URI. */
export function repository(): ResourceHandler {
  return {
    type: "aws:ecr/repository:Repository",
    properties: {
      name: "honoured",
      imageTagMutability: { noEffect: "an image's URI holds its digest" },
      imageTagMutabilityExclusionFilters: { noEffect: "an image's URI holds its digest" },
      imageScanningConfiguration: { noEffect: "images are not scanned here" },
      encryptionConfigurations: { noEffect: "images are files of whoever runs the local cloud" },
      forceDelete: { noEffect: KEPT },
    },
    replaceOn: ["name", "encryptionConfigurations"],
    create: async (context, inputs) => {
      const name = repositoryName(context, inputs);
      return { id: name, state: { ...inputs, ...repositoryOutputs(name) } };
    },
    update: async (_context, current, inputs) => ({
      id: current.id,
      state: { ...inputs, ...repositoryOutputs(current.id) },
    }),
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
