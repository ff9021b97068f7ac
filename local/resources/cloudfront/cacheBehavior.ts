import type { CacheBehavior } from "../../services/cloudfront/cloudFront";
import { CACHE_POLICIES, ORIGIN_REQUEST_POLICIES } from "../../services/cloudfront/managedPolicies";
import { onlyMembers } from "./onlyMembers";

export interface BehaviorInputs {
  pathPattern?: string;
  targetOriginId: string;
  allowedMethods: readonly string[];
  cachedMethods: readonly string[];
  cachePolicyId?: string;
  compress?: boolean;
  originRequestPolicyId?: string;
  responseHeadersPolicyId?: string;
  viewerProtocolPolicy: string;
}

const KNOWN = [
  ...["pathPattern", "targetOriginId", "allowedMethods", "cachedMethods", "cachePolicyId", "compress"],
  ...["originRequestPolicyId", "responseHeadersPolicyId", "viewerProtocolPolicy"],
];
const METHODS = ["GET", "HEAD", "OPTIONS"];
const PROTOCOLS = ["allow-all", "redirect-to-https", "https-only"];

/** @param where `"defaultCacheBehavior"` @throws Error for what a server of files cannot do */
export function cacheBehaviorOf(where: string, inputs: BehaviorInputs): CacheBehavior {
  onlyMembers(where, inputs, KNOWN);
  const { allowedMethods, cachePolicyId = "", originRequestPolicyId, responseHeadersPolicyId, compress } = inputs;
  const other = allowedMethods.find((method) => !METHODS.includes(method));
  if (other !== undefined || !allowedMethods.includes("GET") || !allowedMethods.includes("HEAD")) {
    throw new Error(
      `${where}: allowedMethods must be GET and HEAD, and OPTIONS if you like, got ${allowedMethods.join(", ")}`,
    );
  }
  if (!PROTOCOLS.includes(inputs.viewerProtocolPolicy)) {
    throw new Error(
      `${where}: viewerProtocolPolicy must be one of ${PROTOCOLS.join(", ")}, got "${inputs.viewerProtocolPolicy}"`,
    );
  }
  const policy = Object.hasOwn(CACHE_POLICIES, cachePolicyId) ? CACHE_POLICIES[cachePolicyId] : undefined;
  if (!policy) {
    throw new Error(
      `${where}: cachePolicyId must be a managed policy that is known locally (${namesOf(CACHE_POLICIES)}), got "${cachePolicyId}"`,
    );
  }
  if (originRequestPolicyId && !Object.hasOwn(ORIGIN_REQUEST_POLICIES, originRequestPolicyId)) {
    const known = Object.entries(ORIGIN_REQUEST_POLICIES).map(([id, name]) => `${name} ${id}`);
    throw new Error(
      `${where}: originRequestPolicyId must be a managed policy that is known locally (${known.join(", ")}), got "${originRequestPolicyId}"`,
    );
  }
  return {
    originId: inputs.targetOriginId,
    allowedMethods,
    encodings: compress === true ? policy.encodings : [],
    ...(responseHeadersPolicyId && { responseHeadersPolicyId }),
  };
}

function namesOf(policies: typeof CACHE_POLICIES): string {
  return Object.entries(policies)
    .map(([id, { name }]) => `${name} ${id}`)
    .join(", ");
}
