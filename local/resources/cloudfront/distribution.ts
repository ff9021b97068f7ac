import { ACCOUNT_ID } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { DistributionSpec, ErrorResponse } from "../../services/cloudfront/cloudFront";
import { type BehaviorInputs, cacheBehaviorOf } from "./cacheBehavior";
import { type OriginInputs, originOf } from "./distributionOrigin";
import { cloudFrontId, versionOf } from "./identifier";
import { onlyMembers } from "./onlyMembers";

interface DistributionInputs {
  enabled: boolean;
  defaultRootObject?: string;
  origins: readonly OriginInputs[];
  defaultCacheBehavior: BehaviorInputs;
  orderedCacheBehaviors?: readonly BehaviorInputs[];
  customErrorResponses?: readonly { errorCode: number; responseCode?: number; responsePagePath?: string }[];
  restrictions: { geoRestriction: { restrictionType: string } };
  viewerCertificate: { cloudfrontDefaultCertificate?: boolean };
}

const HERE_ALONE = { noEffect: "nobody but this machine is served" };
/** Statuses that may have a page of their own (CloudFront Developer Guide, "Configure error response behavior"). */
const ERROR_CODES = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** `aws.cloudfront.Distribution`: a server of files in buckets, on a port of its own. */
export function distribution({ clock, cloudFront }: Pick<Services, "clock" | "cloudFront">): ResourceHandler {
  const put = async (id: string, name: string, inputs: Properties): Promise<ResourceState> => {
    const spec = specOf(id, name, inputs as unknown as DistributionInputs);
    const { domainName } = await cloudFront.putDistribution(spec);
    return {
      id,
      state: {
        ...inputs,
        ...{
          arn: spec.arn,
          domainName,
          hostedZoneId: "Z2FDTNDATAQYW2",
          status: "Deployed",
          etag: versionOf(id, inputs),
        },
        ...{
          // A call of the API gives its own.
          callerReference: inputs.callerReference ?? id,
          inProgressValidationBatches: 0,
          lastModifiedTime: new Date(clock.now()).toISOString(),
        },
      },
    };
  };
  return {
    type: "aws:cloudfront/distribution:Distribution",
    properties: {
      enabled: "honoured",
      origins: "honoured",
      defaultRootObject: "honoured",
      defaultCacheBehavior: "honoured",
      orderedCacheBehaviors: "honoured",
      customErrorResponses: "honoured",
      restrictions: "honoured",
      viewerCertificate: "honoured",
      comment: { noEffect: "a text for people" },
      httpVersion: HERE_ALONE,
      isIpv6Enabled: HERE_ALONE,
      priceClass: HERE_ALONE,
      waitForDeployment: { noEffect: "it is deployed at once" },
    },
    replaceOn: [],
    create: (context, inputs) => put(cloudFrontId(context), context.name, inputs),
    update: (context, { id }, inputs) => put(id, context.name, inputs),
    delete: async (_context, { id }) => cloudFront.deleteDistribution(id),
  };
}

function specOf(id: string, name: string, inputs: DistributionInputs): DistributionSpec {
  const { enabled, defaultRootObject, orderedCacheBehaviors = [], restrictions, viewerCertificate } = inputs;
  if (restrictions.geoRestriction.restrictionType !== "none") {
    throw new Error('restrictions.geoRestriction.restrictionType must be "none" locally: nobody is anywhere else here');
  }
  onlyMembers("viewerCertificate", viewerCertificate, ["cloudfrontDefaultCertificate", "minimumProtocolVersion"]);
  if (defaultRootObject?.startsWith("/")) {
    throw new Error(`defaultRootObject must not begin with a slash, got "${defaultRootObject}"`);
  }
  const origins = new Map(inputs.origins.map((origin) => [origin.originId, originOf(origin)]));
  const defaultBehavior = cacheBehaviorOf("defaultCacheBehavior", inputs.defaultCacheBehavior);
  const orderedBehaviors = orderedCacheBehaviors.map((behavior) => {
    const { pathPattern = "" } = behavior;
    if (pathPattern === "") throw new Error("orderedCacheBehaviors: every one needs a pathPattern");
    return { ...cacheBehaviorOf(`orderedCacheBehaviors: "${pathPattern}"`, behavior), pathPattern };
  });
  for (const { originId } of [...orderedBehaviors, defaultBehavior]) {
    if (!origins.has(originId)) throw new Error(`targetOriginId must name one of origins, got "${originId}"`);
  }
  return {
    ...{ id, arn: `arn:aws:cloudfront::${ACCOUNT_ID}:distribution/${id}`, name, enabled, origins },
    ...(defaultRootObject && { defaultRootObject }),
    ...{ orderedBehaviors, defaultBehavior },
    errorResponses: new Map((inputs.customErrorResponses ?? []).map(errorResponseOf)),
  };
}

function errorResponseOf({
  errorCode,
  responseCode,
  responsePagePath,
}: NonNullable<DistributionInputs["customErrorResponses"]>[number]): [number, ErrorResponse] {
  if (!ERROR_CODES.includes(errorCode)) {
    throw new Error(`customErrorResponses: errorCode must be one of ${ERROR_CODES.join(", ")}, got ${errorCode}`);
  }
  // CloudFront refuses one without the other.
  if (Boolean(responseCode) !== Boolean(responsePagePath)) {
    throw new Error(`customErrorResponses: ${errorCode} needs responseCode and responsePagePath, or neither`);
  }
  if (responsePagePath && !responsePagePath.startsWith("/")) {
    throw new Error(`customErrorResponses: responsePagePath must begin with a slash, got "${responsePagePath}"`);
  }
  return [
    errorCode,
    { ...(responseCode && { status: responseCode }), ...(responsePagePath && { pagePath: responsePagePath }) },
  ];
}
