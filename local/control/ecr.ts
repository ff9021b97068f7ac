import { ACCOUNT_ID, arn } from "../base/arn";
import { AwsError } from "../base/awsError";
import type { KeptResource } from "../base/inventory";
import { pageOf } from "../base/page";
import { tagsIn } from "../base/tagList";
import { awsApi, type Operation } from "../edge/awsApi";
import type { AwsService } from "../edge/awsService";
import { creating } from "../iam/creating";
import type { Permission } from "../iam/iam";
import { REGISTRY } from "../resources/ecr/repository";
import type { Services } from "../services";
import type { StoredImage } from "../services/ecs/images";
import type { Controlled } from "./controlled";
import { tagOperations } from "./tagOperations";

const REPOSITORY = "aws:ecr/repository:Repository";
const LIFECYCLE_POLICY = "aws:ecr/lifecyclePolicy:LifecyclePolicy";

/** Repositories and the images in them. The AWS SDK's package of ECR is none of the project's, so its types are not here. */
export interface EcrParts extends Pick<Services, "images"> {
  readonly resources: Controlled;
}

type Answer = Readonly<Record<string, unknown>>;
type EcrOperation<Input extends object> = Operation<EcrParts, Input, Answer>;

interface OnRepository {
  readonly repositoryName: string;
  readonly registryId?: string;
}

interface Place {
  readonly nextToken?: string;
  readonly maxResults?: number;
}

interface Mutability {
  readonly imageTagMutability?: string;
  readonly imageTagMutabilityExclusionFilters?: readonly { filter: string; filterType: string }[];
}

interface ImageId {
  readonly imageDigest?: string;
  readonly imageTag?: string;
}

interface OnImages extends OnRepository, Place {
  readonly filter?: { readonly tagStatus?: "TAGGED" | "UNTAGGED" | "ANY" };
}

interface CreateInput extends OnRepository, Mutability {
  readonly imageScanningConfiguration?: object;
  readonly encryptionConfiguration?: object;
  readonly tags?: Parameters<typeof tagsIn>[0];
}

const createRepository: EcrOperation<CreateInput> = {
  parameters: { repositoryName: "text", tags: "structures?" },
  permissions: ({ repositoryName, tags }) =>
    creating(repositoryArn(repositoryName), tagsIn(tags), { create: "ecr:CreateRepository", tag: "ecr:TagResource" }),
  async run(input, { resources }) {
    const { repositoryName: name, tags, imageTagMutability, imageTagMutabilityExclusionFilters } = input;
    const { imageScanningConfiguration, encryptionConfiguration } = input;
    if (resources.find(REPOSITORY, name)) {
      throw new AwsError(
        "RepositoryAlreadyExistsException",
        `The repository with name '${name}' already exists ${PLACE}`,
      );
    }
    const inputs = {
      ...{ name, imageTagMutability, imageTagMutabilityExclusionFilters, imageScanningConfiguration },
      encryptionConfigurations: encryptionConfiguration && [encryptionConfiguration],
    };
    return { repository: described(await resources.create(REPOSITORY, inputs, { name, tags: tagsIn(tags) })) };
  },
};

const describeRepositories: EcrOperation<Place & { readonly repositoryNames?: readonly string[] }> = {
  parameters: { repositoryNames: "texts?" },
  permissions: ({ repositoryNames = ["*"] }) =>
    repositoryNames.flatMap((name) => on("ecr:DescribeRepositories", { repositoryName: name })),
  run({ repositoryNames, ...place }, { resources }) {
    const named = repositoryNames?.map((repositoryName) => repositoryIn({ repositoryName }, resources));
    const { items, rest } = listed(named ?? resources.all(REPOSITORY), place);
    return { repositories: items.map(described), ...rest };
  },
};

const deleteRepository: EcrOperation<OnRepository & { readonly force?: boolean }> = {
  parameters: { repositoryName: "text", force: "flag?" },
  permissions: (input) => on("ecr:DeleteRepository", input),
  async run(input, { resources, images }) {
    const found = repositoryIn(input, resources);
    const url = `${REGISTRY}${found.id}`;
    if (input.force !== true && images.stored(url).length > 0) {
      throw new AwsError(
        "RepositoryNotEmptyException",
        `The repository with name '${found.id}' ${PLACE} cannot be deleted because it still contains images`,
      );
    }
    const policy = resources.find(LIFECYCLE_POLICY, found.id);
    if (policy) await resources.delete(policy);
    await resources.delete(found);
    images.forget(url);
    return { repository: described(found) };
  },
};

const putImageTagMutability: EcrOperation<OnRepository & Mutability> = {
  parameters: { repositoryName: "text", imageTagMutability: "text?" },
  permissions: (input) => on("ecr:PutImageTagMutability", input),
  async run({ imageTagMutability, imageTagMutabilityExclusionFilters, ...input }, { resources }) {
    const changes = { imageTagMutability, imageTagMutabilityExclusionFilters };
    const { id } = await resources.update(repositoryIn(input, resources), changes);
    return { registryId: ACCOUNT_ID, repositoryName: id, ...changes };
  },
};

/** One entry for each tag of an image, or one for an image without any. */
const listImages: EcrOperation<OnImages> = {
  parameters: { repositoryName: "text" },
  permissions: (input) => on("ecr:ListImages", input),
  run(input, parts) {
    const ids = imagesIn(input, parts).flatMap(({ digest, tags }) =>
      tags.length === 0 ? [{ imageDigest: digest }] : tags.map((imageTag) => ({ imageDigest: digest, imageTag })),
    );
    const { items, rest } = listed(ids, input);
    return { imageIds: items, ...rest };
  },
};

const describeImages: EcrOperation<OnImages & { readonly imageIds?: readonly ImageId[] }> = {
  parameters: { repositoryName: "text", imageIds: "structures?" },
  permissions: (input) => on("ecr:DescribeImages", input),
  run(input, parts) {
    const all = imagesIn(input, parts);
    const wanted = input.imageIds?.map((id) => imageIn(all, id, input.repositoryName));
    const { items, rest } = listed(wanted ?? all, input);
    const details = items.map(({ digest, tags, bytes, pushedAt }) => ({
      ...{ registryId: ACCOUNT_ID, repositoryName: input.repositoryName, imageDigest: digest },
      ...(tags.length > 0 && { imageTags: tags }),
      ...{ imageSizeInBytes: bytes, imagePushedAt: pushedAt / 1000 },
    }));
    return { imageDetails: details, ...rest };
  },
};

const putLifecyclePolicy: EcrOperation<OnRepository & { readonly lifecyclePolicyText: string }> = {
  parameters: { repositoryName: "text", lifecyclePolicyText: "text" },
  permissions: (input) => on("ecr:PutLifecyclePolicy", input),
  async run({ lifecyclePolicyText: policy, ...input }, { resources }) {
    const { id: repository } = repositoryIn(input, resources);
    const existing = resources.find(LIFECYCLE_POLICY, repository);
    if (existing) await resources.update(existing, { policy });
    else await resources.create(LIFECYCLE_POLICY, { repository, policy });
    return policyAnswer(repository, policy);
  },
};

const getLifecyclePolicy: EcrOperation<OnRepository> = {
  parameters: { repositoryName: "text" },
  permissions: (input) => on("ecr:GetLifecyclePolicy", input),
  run(input, { resources }) {
    const { id, inputs } = policyIn(input, resources);
    return policyAnswer(id, inputs.policy);
  },
};

const deleteLifecyclePolicy: EcrOperation<OnRepository> = {
  parameters: { repositoryName: "text" },
  permissions: (input) => on("ecr:DeleteLifecyclePolicy", input),
  async run(input, { resources }) {
    const policy = policyIn(input, resources);
    await resources.delete(policy);
    return policyAnswer(policy.id, policy.inputs.policy);
  },
};

/**
 * ECR's API, as far as it is about what there is: images come from the program's own builds, and nobody pushes or pulls here.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for Amazon Elastic Container
 * Registry".
 */
export function ecrApi(parts: EcrParts): AwsService {
  return awsApi({
    signingName: "ecr",
    protocol: "json-1.1",
    parts,
    operations: {
      ...tagOperations<EcrParts>({
        prefix: "ecr",
        members: { arn: "resourceArn", tags: "tags", keys: "tagKeys" },
        inventory: ({ resources }) => resources.inventory,
        tagged: (resourceArn, { resources }) =>
          repositoryArn(repositoryIn({ repositoryName: resourceArn.replace(/^.*:repository\//, "") }, resources).id),
      }),
      CreateRepository: createRepository,
      DeleteLifecyclePolicy: deleteLifecyclePolicy,
      DeleteRepository: deleteRepository,
      DescribeImages: describeImages,
      DescribeRepositories: describeRepositories,
      GetLifecyclePolicy: getLifecyclePolicy,
      ListImages: listImages,
      PutImageTagMutability: putImageTagMutability,
      PutLifecyclePolicy: putLifecyclePolicy,
    },
    unknown: (operation, known) =>
      new AwsError(
        "UnsupportedCommandException",
        `ecr:${operation} is not supported locally: images are built by the program, and no registry takes or gives them ` +
          `(supported: ${known.join(", ")})`,
      ),
    refused: ({ parameter }) =>
      invalidParameter(`Invalid parameter at '${parameter}' failed to satisfy constraint: 'Member must not be null'`),
  });
}

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}

const PLACE = `in the registry with id '${ACCOUNT_ID}'`;

function repositoryArn(name: string): string {
  return arn("ecr", `repository/${name}`);
}

function on(action: string, { repositoryName }: OnRepository): readonly Permission[] {
  return [{ action, resource: repositoryArn(repositoryName) }];
}

/** @throws AwsError `RepositoryNotFoundException` */
function repositoryIn(
  { repositoryName: name, registryId = ACCOUNT_ID }: OnRepository,
  resources: Controlled,
): KeptResource {
  const found = registryId === ACCOUNT_ID ? resources.find(REPOSITORY, name) : undefined;
  if (found) return found;
  throw new AwsError(
    "RepositoryNotFoundException",
    `The repository with name '${name}' does not exist in the registry with id '${registryId}'`,
  );
}

/** @throws AwsError `LifecyclePolicyNotFoundException` */
function policyIn(input: OnRepository, resources: Controlled): KeptResource {
  const { id } = repositoryIn(input, resources);
  const found = resources.find(LIFECYCLE_POLICY, id);
  if (found) return found;
  throw new AwsError(
    "LifecyclePolicyNotFoundException",
    `Lifecycle policy does not exist for the repository with name '${id}' ${PLACE}`,
  );
}

function imagesIn({ filter, ...input }: OnImages, { resources, images }: EcrParts): readonly StoredImage[] {
  const { tagStatus = "ANY" } = filter ?? {};
  return images
    .stored(`${REGISTRY}${repositoryIn(input, resources).id}`)
    .filter(({ tags }) => tagStatus === "ANY" || tags.length > 0 === (tagStatus === "TAGGED"));
}

/** @throws AwsError `ImageNotFoundException` */
function imageIn(
  images: readonly StoredImage[],
  { imageDigest, imageTag }: ImageId,
  repositoryName: string,
): StoredImage {
  const found = images.find(
    ({ digest, tags }) =>
      (imageDigest === undefined || digest === imageDigest) && (imageTag === undefined || tags.includes(imageTag)),
  );
  if (found) return found;
  const id = `imageDigest:'${imageDigest ?? "null"}', imageTag:'${imageTag ?? "null"}'`;
  throw new AwsError(
    "ImageNotFoundException",
    `The image with imageId {${id}} does not exist within the repository with name '${repositoryName}' ${PLACE}`,
  );
}

function described({ id, inputs, state, createdAt }: KeptResource): Answer {
  const { imageTagMutability = "MUTABLE", imageTagMutabilityExclusionFilters, encryptionConfigurations } = inputs;
  const [encryption = { encryptionType: "AES256" }] = (encryptionConfigurations ?? []) as readonly object[];
  return {
    ...{ repositoryArn: state.arn, registryId: ACCOUNT_ID, repositoryName: id, repositoryUri: state.repositoryUrl },
    createdAt: createdAt / 1000,
    imageTagMutability,
    ...(imageTagMutabilityExclusionFilters !== undefined && { imageTagMutabilityExclusionFilters }),
    imageScanningConfiguration: inputs.imageScanningConfiguration ?? { scanOnPush: false },
    encryptionConfiguration: encryption,
  };
}

function policyAnswer(repositoryName: string, lifecyclePolicyText: unknown): Answer {
  return { registryId: ACCOUNT_ID, repositoryName, lifecyclePolicyText };
}

function listed<Item>(all: readonly Item[], { nextToken, maxResults }: Place) {
  const invalid = () => invalidParameter("Invalid parameter at 'nextToken'");
  const { items, next } = pageOf(all, { token: nextToken, limit: maxResults }, invalid);
  return { items, rest: next === undefined ? {} : { nextToken: next } };
}
