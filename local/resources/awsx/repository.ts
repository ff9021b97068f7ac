import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import { repositoryName, repositoryOutputs } from "../ecr/repository";

const KEPT = "images are folders below .sluice/, which stay until it is deleted";

/** `awsx.ecr.Repository`: on AWS a component of a repository and its lifecycle policy; here, its outputs. */
export function awsxRepository(): ResourceHandler {
  const stateOf = (name: string, inputs: Properties): ResourceState => {
    const repository = repositoryOutputs(name);
    return { id: name, state: { ...inputs, name, repository, url: repository.repositoryUrl } };
  };
  return {
    type: "awsx:ecr:Repository",
    properties: {
      name: "honoured",
      imageTagMutability: { noEffect: "an image's URI holds its digest" },
      imageTagMutabilityExclusionFilters: { noEffect: "an image's URI holds its digest" },
      imageScanningConfiguration: { noEffect: "images are not scanned here" },
      encryptionConfigurations: { noEffect: "images are files of whoever runs the local cloud" },
      forceDelete: { noEffect: KEPT },
      lifecyclePolicy: { noEffect: KEPT },
    },
    replaceOn: ["name"],
    create: async (context: ResourceContext, inputs) => stateOf(repositoryName(context, inputs), inputs),
    update: async (_context, current, inputs) => stateOf(current.id, inputs),
    delete: async () => {},
  };
}
