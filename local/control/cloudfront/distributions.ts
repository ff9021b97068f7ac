import { AwsError } from "../../base/awsError";
import type { KeptResource, Tags } from "../../base/inventory";
import { type Elements, elementOf } from "../../edge/xmlDocument";
import type { Properties } from "../../engine/resourceHandler";
import {
  arnOf,
  bodyIn,
  type CloudFrontParts,
  onePage,
  operationOn,
  type Params,
  type Routed,
  TYPES,
} from "./cloudFrontOperation";
import { distributionConfig, distributionIn } from "./configs";
import { tagsIn } from "./tags";
import { create, operationsOf, type VersionedKind } from "./versionedKind";

const DISTRIBUTION: VersionedKind = {
  name: "Distribution",
  plural: "Distributions",
  path: "distribution",
  type: TYPES.distribution,
  changedAt: "/config",
  missing: "The specified distribution does not exist.",
  inputs: soundInputs,
  config: distributionConfig,
  facts: (distribution) => ({
    ...factsOf(distribution),
    InProgressInvalidationBatches: 0,
    ActiveTrustedSigners: { Enabled: false, Quantity: 0 },
  }),
  summary(distribution) {
    const { CallerReference, DefaultRootObject, Logging, ...config } = distributionConfig(distribution.state);
    return { ...factsOf(distribution), ETag: distribution.state.etag, ...config };
  },
  page: onePage,
  checkDeletable({ state }) {
    if (state.enabled !== true) return;
    throw new AwsError(
      "DistributionNotDisabled",
      "The distribution you are trying to delete has not been disabled.",
      409,
    );
  },
};

/** Operations on distributions. */
export const distributionOperations: Readonly<Record<string, Routed>> = {
  // Before the one without tags, whose path it has.
  CreateDistributionWithTags: operationOn(
    "POST",
    "/distribution?WithTags",
    {
      actions: ["CreateDistribution", "TagResource"],
      resource: () => arnOf("distribution"),
      tags: (params) => withTagsIn(params).tags,
    },
    (params, parts) => {
      const { config, tags } = withTagsIn(params);
      return create(DISTRIBUTION, config, parts, tags);
    },
  ),
  ...operationsOf(DISTRIBUTION),
};

/**
 * @throws AwsError `InvalidArgument`, `InvalidOriginAccessControl` for one that does not exist, `IllegalUpdate`, or
 *   `DistributionAlreadyExists`
 */
function soundInputs(config: Elements, { resources }: CloudFrontParts, own?: KeptResource): Properties {
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
  if (own === undefined) checkCallerReference(inputs, resources.all(TYPES.distribution));
  else if (inputs.callerReference !== own.state.callerReference) {
    throw new AwsError("IllegalUpdate", "The CallerReference of a distribution can't be changed.");
  }
  return inputs;
}

/** @throws AwsError `DistributionAlreadyExists` */
function checkCallerReference({ callerReference }: Properties, others: readonly KeptResource[]): void {
  const twin = others.find(({ state }) => state.callerReference === callerReference);
  if (twin === undefined) return;
  throw new AwsError(
    "DistributionAlreadyExists",
    `The caller reference that you are using to create a distribution is associated with another distribution. Already exists: ${twin.id}`,
    409,
  );
}

function withTagsIn(params: Params): { config: Elements; tags: Tags } {
  const body = bodyIn(params, "DistributionConfigWithTags");
  return { config: elementOf(body, "DistributionConfig") ?? {}, tags: tagsIn(elementOf(body, "Tags")) };
}

function factsOf({ id, state }: KeptResource): object {
  const { arn: ARN, status: Status, lastModifiedTime: LastModifiedTime, domainName: DomainName } = state;
  return { Id: id, ARN, Status, LastModifiedTime, DomainName };
}
