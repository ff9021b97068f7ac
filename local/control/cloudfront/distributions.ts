import { AwsError } from "../../base/awsError";
import type { KeptResource, Tags } from "../../base/inventory";
import { type Elements, elementOf } from "../../edge/xmlDocument";
import type { Properties } from "../../engine/resourceHandler";
import {
  arnOf,
  bodyIn,
  type CloudFrontParts,
  changesTo,
  checkVersion,
  onePage,
  operationOn,
  type Params,
  type Routed,
  type Told,
  TYPES,
  versioned,
} from "./cloudFrontOperation";
import { distributionConfig, distributionIn } from "./configs";
import { tagsIn } from "./tags";

const PATH = "/distribution";
const ONE = `${PATH}/{Id}`;

const anyDistribution = () => arnOf("distribution");
const theDistribution = ({ Id }: Params) => arnOf("distribution", Id);

/** Operations on distributions. */
export const distributionOperations: Readonly<Record<string, Routed>> = {
  // Before the one without tags, whose path it has.
  CreateDistributionWithTags: operationOn(
    "POST",
    `${PATH}?WithTags`,
    {
      actions: ["CreateDistribution", "TagResource"],
      resource: anyDistribution,
      tags: (params) => withTagsIn(params).tags,
    },
    (params, parts) => {
      const { config, tags } = withTagsIn(params);
      return createDistribution(config, tags, parts);
    },
  ),
  CreateDistribution: operationOn(
    "POST",
    PATH,
    { actions: ["CreateDistribution"], resource: anyDistribution },
    (params, parts) => createDistribution(bodyIn(params, "DistributionConfig"), {}, parts),
  ),
  ListDistributions: operationOn(
    "GET",
    PATH,
    { actions: ["ListDistributions"], resource: () => "*" },
    (_params, { resources }) => ({
      document: ["DistributionList", onePage("DistributionSummary", resources.all(TYPES.distribution).map(summaryOf))],
    }),
  ),
  GetDistribution: operationOn(
    "GET",
    ONE,
    { actions: ["GetDistribution"], resource: theDistribution },
    (params, parts) => described(distributionOf(params, parts)),
  ),
  GetDistributionConfig: operationOn(
    "GET",
    `${ONE}/config`,
    { actions: ["GetDistributionConfig"], resource: theDistribution },
    (params, parts) => {
      const found = distributionOf(params, parts);
      return versioned(["DistributionConfig", distributionConfig(found.state)], found);
    },
  ),
  UpdateDistribution: operationOn(
    "PUT",
    `${ONE}/config`,
    { actions: ["UpdateDistribution"], resource: theDistribution },
    async (params, parts) => {
      const found = distributionOf(params, parts);
      checkVersion(params, found);
      const inputs = soundInputs(bodyIn(params, "DistributionConfig"), parts);
      if (inputs.callerReference !== found.state.callerReference) {
        throw new AwsError("IllegalUpdate", "The CallerReference of a distribution can't be changed.");
      }
      return described(await parts.resources.update(found, changesTo(inputs, found)));
    },
  ),
  DeleteDistribution: operationOn(
    "DELETE",
    ONE,
    { actions: ["DeleteDistribution"], resource: theDistribution },
    async (params, { resources }) => {
      const found = distributionOf(params, { resources });
      checkVersion(params, found);
      if (found.state.enabled === true) {
        throw new AwsError(
          "DistributionNotDisabled",
          "The distribution you are trying to delete has not been disabled.",
          409,
        );
      }
      await resources.delete(found);
      return { status: 204 };
    },
  ),
};

async function createDistribution(config: Elements, tags: Tags, parts: CloudFrontParts): Promise<Told> {
  const inputs = soundInputs(config, parts);
  const twin = parts.resources
    .all(TYPES.distribution)
    .find(({ state }) => state.callerReference === inputs.callerReference);
  if (twin) {
    throw new AwsError(
      "DistributionAlreadyExists",
      `The caller reference that you are using to create a distribution is associated with another distribution. Already exists: ${twin.id}`,
      409,
    );
  }
  const made = await parts.resources.create(TYPES.distribution, inputs, { tags });
  return described(made, { at: `/2020-05-31${PATH}/${made.id}` });
}

/** @throws AwsError `InvalidArgument`, or `InvalidOriginAccessControl` for one that does not exist */
function soundInputs(config: Elements, { resources }: CloudFrontParts): Properties {
  const inputs = distributionIn(config);
  if (inputs.callerReference === "")
    throw new AwsError("InvalidArgument", "The parameter CallerReference is required.");
  if ((inputs.origins as readonly unknown[]).length === 0) {
    throw new AwsError("InvalidArgument", "A distribution needs one origin at least.");
  }
  for (const { originAccessControlId: id } of inputs.origins as readonly { originAccessControlId: string }[]) {
    if (id !== "" && !resources.find(TYPES.accessControl, id)) {
      throw new AwsError("InvalidOriginAccessControl", "The origin access control is not valid.");
    }
  }
  return inputs;
}

function withTagsIn(params: Params): { config: Elements; tags: Tags } {
  const body = bodyIn(params, "DistributionConfigWithTags");
  return { config: elementOf(body, "DistributionConfig") ?? {}, tags: tagsIn(elementOf(body, "Tags")) };
}

/** @throws AwsError `NoSuchDistribution` */
function distributionOf({ Id = "" }: Params, { resources }: CloudFrontParts): KeptResource {
  const found = resources.find(TYPES.distribution, Id);
  if (found) return found;
  throw new AwsError("NoSuchDistribution", "The specified distribution does not exist.", 404);
}

function described(distribution: KeptResource, created?: { at: string }): Told {
  const content = {
    ...factsOf(distribution),
    InProgressInvalidationBatches: 0,
    ActiveTrustedSigners: { Enabled: false, Quantity: 0 },
    DistributionConfig: distributionConfig(distribution.state),
  };
  return versioned(["Distribution", content], distribution, created);
}

function summaryOf(distribution: KeptResource): object {
  const { CallerReference, DefaultRootObject, Logging, ...config } = distributionConfig(distribution.state);
  return { ...factsOf(distribution), ETag: distribution.state.etag, ...config };
}

function factsOf({ id, state }: KeptResource): object {
  const { arn: ARN, status: Status, lastModifiedTime: LastModifiedTime, domainName: DomainName } = state;
  return { Id: id, ARN, Status, LastModifiedTime, DomainName };
}
