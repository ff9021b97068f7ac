import type { Encoding, ResponseHeadersPolicySpec } from "./cloudFront";

/**
 * The cache policies of AWS's own that the local cloud knows, and what they let CloudFront compress with.
 * Source: CloudFront Developer Guide, "Use managed cache policies".
 */
export const CACHE_POLICIES: Readonly<Record<string, { name: string; encodings: readonly Encoding[] }>> = {
  "658327ea-f89d-4fab-a63d-7e88639e58f6": { name: "CachingOptimized", encodings: ["br", "gzip"] },
  "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": { name: "CachingOptimizedForUncompressedObjects", encodings: [] },
  "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": { name: "CachingDisabled", encodings: [] },
  "83da9c7e-98b4-4e11-a168-04f0df8e2c65": { name: "UseOriginCacheControlHeaders", encodings: ["br", "gzip"] },
};

/** Origin request policies of AWS's own that change nothing about files in a bucket ("Use managed origin request policies"). */
export const ORIGIN_REQUEST_POLICIES: Readonly<Record<string, string>> = {
  "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf": "CORS-S3Origin",
  "acba4595-bd28-49b8-b9fe-13317c0390fa": "UserAgentRefererHeaders",
};

/** Source: CloudFront Developer Guide, "Use managed response headers policies", "SecurityHeadersPolicy". */
export const SECURITY_HEADERS_POLICY: ResponseHeadersPolicySpec = {
  id: "67f7725c-6f97-4210-82d7-5512b31e9d03",
  headers: [
    { name: "referrer-policy", value: "strict-origin-when-cross-origin", override: false },
    { name: "strict-transport-security", value: "max-age=31536000", override: false },
    { name: "x-content-type-options", value: "nosniff", override: true },
    { name: "x-frame-options", value: "SAMEORIGIN", override: false },
    { name: "x-xss-protection", value: "1; mode=block", override: false },
  ],
  removed: [],
};
