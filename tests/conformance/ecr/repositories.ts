import type { Calls, Step } from "../calls";
import { apiPages, operationRows } from "../rows";
import { ANY, type Table } from "../table";

const ARN = "arn:aws:ecr:us-east-1:000000000000:repository";
const REGISTRY = { registryId: "000000000000" };
const PLACE = "in the registry with id '000000000000'";
const orders = { repositoryName: "orders" };

const api = apiPages("Amazon ECR API Reference", "https://docs.aws.amazon.com/AmazonECR/latest/APIReference");

const row = operationRows(api);

const refused = (error: string, message: string) => ({ error, message, status: 400 });
const create = (more: object = {}): Step => ["CreateRepository", { ...orders, ...more }];
const remove = (more: object = {}): Step => ["DeleteRepository", { ...orders, ...more }];
const build = (tag?: string): Step => ["Build", tag === undefined ? {} : { tag }];
const REPOSITORY = {
  ...{ repositoryArn: `${ARN}/orders`, ...REGISTRY, repositoryName: "orders" },
  ...{ repositoryUri: "000000000000.dkr.ecr.us-east-1.amazonaws.com/orders", imageTagMutability: "MUTABLE" },
  ...{ imageScanningConfiguration: { scanOnPush: false }, encryptionConfiguration: { encryptionType: "AES256" } },
};
const ABSENT = refused("RepositoryNotFoundException", `The repository with name 'orders' does not exist ${PLACE}`);
const POLICY = { lifecyclePolicyText: '{"rules":[]}' };

export const repositories: Table<Calls> = {
  service: "Amazon ECR",
  topic: "repositories",
  rows: [
    row("CreateRepository answers its defaults", "CreateRepository", [create()], {
      repository: { ...REPOSITORY, createdAt: ANY },
    }),
    row(
      "a name is taken once",
      "CreateRepository",
      [create(), create()],
      refused("RepositoryAlreadyExistsException", `The repository with name 'orders' already exists ${PLACE}`),
    ),
    row(
      "repositories are described by name",
      "DescribeRepositories",
      [create(), create({ repositoryName: "other" }), ["DescribeRepositories", { repositoryNames: ["orders"] }]],
      ["orders"],
      "repositories.*.repositoryName",
    ),
    row(
      "one name that is not there refuses the call",
      "DescribeRepositories",
      [["DescribeRepositories", { repositoryNames: ["orders"] }]],
      ABSENT,
    ),
    row("what is not there cannot be deleted", "DeleteRepository", [remove()], ABSENT),
    row(
      "a repository with images is deleted by force only",
      "DeleteRepository",
      [create(), build(), remove()],
      refused(
        "RepositoryNotEmptyException",
        `The repository with name 'orders' ${PLACE} cannot be deleted because it still contains images`,
      ),
    ),
    row(
      "with force, its images go as well",
      "DeleteRepository",
      [create(), build("v1"), remove({ force: true }), create(), ["ListImages", orders]],
      { imageIds: [] },
    ),
    row(
      "an image is listed once for each tag",
      "ListImages",
      [create(), build("v1"), build("v2"), ["ListImages", orders]],
      { imageIds: ["v1", "v2"].map((imageTag) => ({ imageDigest: ANY, imageTag })) },
    ),
    row(
      "an image is described with all its tags",
      "DescribeImages",
      [create(), build("v1"), build("v2"), ["DescribeImages", { ...orders, imageIds: [{ imageTag: "v2" }] }]],
      {
        imageDetails: [
          {
            ...REGISTRY,
            ...orders,
            imageDigest: ANY,
            imageTags: ["v1", "v2"],
            imageSizeInBytes: ANY,
            imagePushedAt: ANY,
          },
        ],
      },
    ),
    row(
      "UNTAGGED leaves out images with a tag",
      "DescribeImages",
      [create(), build("v1"), ["DescribeImages", { ...orders, filter: { tagStatus: "UNTAGGED" } }]],
      { imageDetails: [] },
    ),
    row(
      "an image that is not there is an error",
      "DescribeImages",
      [create(), ["DescribeImages", { ...orders, imageIds: [{ imageTag: "v2" }] }]],
      refused(
        "ImageNotFoundException",
        `The image with imageId {imageDigest:'null', imageTag:'v2'} does not exist within the repository with name 'orders' ${PLACE}`,
      ),
    ),
    row(
      "tags become immutable",
      "PutImageTagMutability",
      [
        create(),
        ["PutImageTagMutability", { ...orders, imageTagMutability: "IMMUTABLE" }],
        ["DescribeRepositories", {}],
      ],
      ["IMMUTABLE"],
      "repositories.*.imageTagMutability",
    ),
    row(
      "a lifecycle policy is given back",
      "GetLifecyclePolicy",
      [create(), ["PutLifecyclePolicy", { ...orders, ...POLICY }], ["GetLifecyclePolicy", orders]],
      { ...REGISTRY, ...orders, ...POLICY },
    ),
    row(
      "a lifecycle policy that was deleted is not there",
      "DeleteLifecyclePolicy",
      [
        create(),
        ["PutLifecyclePolicy", { ...orders, ...POLICY }],
        ["DeleteLifecyclePolicy", orders],
        ["GetLifecyclePolicy", orders],
      ],
      refused(
        "LifecyclePolicyNotFoundException",
        `Lifecycle policy does not exist for the repository with name 'orders' ${PLACE}`,
      ),
    ),
    row(
      "tags are given back",
      "ListTagsForResource",
      [
        create({ tags: [{ Key: "team", Value: "a" }] }),
        ["TagResource", { resourceArn: `${ARN}/orders`, tags: [{ Key: "stage", Value: "b" }] }],
        ["ListTagsForResource", { resourceArn: `${ARN}/orders` }],
      ],
      {
        tags: [
          { Key: "team", Value: "a" },
          { Key: "stage", Value: "b" },
        ],
      },
    ),
  ],
};
