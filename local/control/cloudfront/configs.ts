import type { Elements } from "../../edge/xmlDocument";
import type { Properties } from "../../engine/resourceHandler";
import { inputsIn, type ListShape, membersOf, type Structure } from "./shapes";

const METHODS: ListShape = { item: "Method", of: "text" };
const NO_ITEMS = { Quantity: 0 };
const OFF = { Enabled: false, Quantity: 0 };

const ORIGIN: Structure = {
  required: ["Id", "DomainName"],
  members: {
    ...{ Id: "text", DomainName: "text", OriginPath: "text", OriginAccessControlId: "text" },
    S3OriginConfig: { members: { OriginAccessIdentity: "text" } },
    ...{ ConnectionAttempts: "number", ConnectionTimeout: "number" },
  },
  inputs: { Id: "originId" },
  unset: { CustomHeaders: NO_ITEMS, OriginShield: { Enabled: false } },
};

const BEHAVIOR: Structure = {
  required: ["TargetOriginId", "ViewerProtocolPolicy"],
  members: {
    ...{ PathPattern: "text", TargetOriginId: "text", ViewerProtocolPolicy: "text", Compress: "flag" },
    ...{ AllowedMethods: METHODS, CachedMethods: METHODS },
    ...{ CachePolicyId: "text", OriginRequestPolicyId: "text", ResponseHeadersPolicyId: "text" },
  },
  within: { CachedMethods: "AllowedMethods" },
  unset: {
    ...{ TrustedSigners: OFF, TrustedKeyGroups: OFF, SmoothStreaming: false, FieldLevelEncryptionId: "" },
    ...{ LambdaFunctionAssociations: NO_ITEMS, FunctionAssociations: NO_ITEMS },
  },
};

const DISTRIBUTION: Structure = {
  required: ["CallerReference", "Origins", "DefaultCacheBehavior", "Comment", "Enabled"],
  members: {
    ...{ CallerReference: "text", DefaultRootObject: "text" },
    Origins: { item: "Origin", of: ORIGIN },
    DefaultCacheBehavior: BEHAVIOR,
    CacheBehaviors: { item: "CacheBehavior", of: BEHAVIOR },
    CustomErrorResponses: {
      item: "CustomErrorResponse",
      of: {
        members: {
          ...{ ErrorCode: "number", ResponsePagePath: "text", ResponseCode: "number", ErrorCachingMinTTL: "number" },
        },
        required: ["ErrorCode"],
        inputs: { ErrorCachingMinTTL: "errorCachingMinTtl" },
      },
    },
    ...{ Comment: "text", PriceClass: "text", Enabled: "flag" },
    ViewerCertificate: {
      members: { CloudFrontDefaultCertificate: "flag", MinimumProtocolVersion: "text" },
      inputs: { CloudFrontDefaultCertificate: "cloudfrontDefaultCertificate" },
    },
    Restrictions: {
      required: ["GeoRestriction"],
      members: {
        GeoRestriction: { required: ["RestrictionType"], members: { RestrictionType: "text" }, unset: NO_ITEMS },
      },
    },
    ...{ HttpVersion: "text", IsIPV6Enabled: "flag" },
  },
  inputs: { CacheBehaviors: "orderedCacheBehaviors", IsIPV6Enabled: "isIpv6Enabled" },
  unset: {
    ...{ Aliases: NO_ITEMS, OriginGroups: NO_ITEMS, WebACLId: "", Staging: false },
    Logging: { Enabled: false, IncludeCookies: false, Bucket: "", Prefix: "" },
  },
};

export const ACCESS_CONTROL: Structure = {
  required: ["Name", "SigningProtocol", "SigningBehavior", "OriginAccessControlOriginType"],
  members: {
    ...{ Name: "text", Description: "text", SigningProtocol: "text", SigningBehavior: "text" },
    OriginAccessControlOriginType: "text",
  },
};

/** Source: CloudFront API Reference, "ResponseHeadersPolicyConfig". */
export const HEADERS_POLICY: Structure = {
  required: ["Name"],
  members: {
    ...{ Comment: "text", Name: "text" },
    SecurityHeadersConfig: {
      members: {
        XSSProtection: {
          required: ["Override", "Protection"],
          members: { Override: "flag", Protection: "flag", ModeBlock: "flag", ReportUri: "text" },
        },
        FrameOptions: { required: ["Override", "FrameOption"], members: { Override: "flag", FrameOption: "text" } },
        ReferrerPolicy: {
          required: ["Override", "ReferrerPolicy"],
          members: { Override: "flag", ReferrerPolicy: "text" },
        },
        ContentSecurityPolicy: {
          required: ["Override", "ContentSecurityPolicy"],
          members: { Override: "flag", ContentSecurityPolicy: "text" },
        },
        ContentTypeOptions: { required: ["Override"], members: { Override: "flag" } },
        StrictTransportSecurity: {
          required: ["Override", "AccessControlMaxAgeSec"],
          members: {
            ...{ Override: "flag", IncludeSubdomains: "flag", Preload: "flag", AccessControlMaxAgeSec: "number" },
          },
        },
      },
      inputs: { XSSProtection: "xssProtection" },
    },
    CustomHeadersConfig: {
      item: "ResponseHeadersPolicyCustomHeader",
      of: { required: ["Header", "Value", "Override"], members: { Header: "text", Value: "text", Override: "flag" } },
      isBoxed: true,
    },
    RemoveHeadersConfig: {
      item: "ResponseHeadersPolicyRemoveHeader",
      of: { required: ["Header"], members: { Header: "text" } },
      isBoxed: true,
    },
  },
};

/** Source: CloudFront API Reference, "DistributionConfig", "Origin" and "CacheBehavior". */
const DEFAULTS = {
  ...{ defaultRootObject: "", comment: "", priceClass: "PriceClass_All", httpVersion: "http2", isIpv6Enabled: false },
  ...{ orderedCacheBehaviors: [], customErrorResponses: [] },
  viewerCertificate: { cloudfrontDefaultCertificate: true, minimumProtocolVersion: "TLSv1" },
  restrictions: { geoRestriction: { restrictionType: "none" } },
};
const ORIGIN_DEFAULTS = { originPath: "", originAccessControlId: "", connectionAttempts: 3, connectionTimeout: 10 };
const BEHAVIOR_DEFAULTS = { allowedMethods: ["HEAD", "GET"], cachedMethods: ["HEAD", "GET"], compress: false };

/** The inputs of a distribution that a `DistributionConfig` gives. */
export function distributionIn(config: Elements): Properties {
  return withDefaults(inputsIn(config, DISTRIBUTION));
}

/** The `DistributionConfig` of a distribution. */
export function distributionConfig(state: Properties): Record<string, unknown> {
  return membersOf(withDefaults(state), DISTRIBUTION);
}

function withDefaults(inputs: Properties): Properties {
  const all: Properties = { ...DEFAULTS, ...inputs };
  const completed = (list: unknown, defaults: Properties) =>
    (list as readonly Properties[]).map((each) => ({ ...defaults, ...each }));
  return {
    ...all,
    origins: completed(all.origins, ORIGIN_DEFAULTS),
    orderedCacheBehaviors: completed(all.orderedCacheBehaviors, BEHAVIOR_DEFAULTS),
    defaultCacheBehavior: { ...BEHAVIOR_DEFAULTS, ...(all.defaultCacheBehavior as Properties) },
  };
}
