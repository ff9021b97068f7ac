/** Where a distribution's files are. */
export interface S3Origin {
  bucket: string;
  /** Before every path: `"/site"`, or empty. */
  path: string;
  /** It comes as CloudFront itself (origin access control), and else as anybody. */
  signed: boolean;
}

export interface CacheBehavior {
  originId: string;
  allowedMethods: readonly string[];
  /** Encodings that the cache policy lets CloudFront compress with. */
  encodings: readonly Encoding[];
  responseHeadersPolicyId?: string;
}

export type Encoding = "br" | "gzip";

export interface ErrorResponse {
  /** The status that it answers; the page's own where absent. */
  status?: number;
  pagePath?: string;
}

export interface DistributionSpec {
  id: string;
  arn: string;
  /** The logical name, for reports. */
  name: string;
  enabled: boolean;
  /** Without a slash before it: `"index.html"` */
  defaultRootObject?: string;
  origins: ReadonlyMap<string, S3Origin>;
  /** In the order in which they are tried; patterns such as `"/assets/*"`. */
  orderedBehaviors: readonly (CacheBehavior & { pathPattern: string })[];
  /** For what is left. */
  defaultBehavior: CacheBehavior;
  /** By the status that they answer to. */
  errorResponses: ReadonlyMap<number, ErrorResponse>;
}

export interface PolicyHeader {
  name: string;
  value: string;
  /** True where it replaces what the origin says. */
  override: boolean;
}

export interface ResponseHeadersPolicySpec {
  id: string;
  headers: readonly PolicyHeader[];
  /** In small letters. */
  removed: readonly string[];
}

/** CloudFront: distributions of files in buckets, each on a loopback port of its own. */
export interface CloudFront {
  /**
   * Makes a distribution, which listens when this resolves, or changes it without a pause.
   * @throws AwsError `NoSuchResponseHeadersPolicy` for a policy that does not exist
   */
  putDistribution(spec: DistributionSpec): Promise<{ domainName: string }>;
  deleteDistribution(id: string): Promise<void>;
  putResponseHeadersPolicy(spec: ResponseHeadersPolicySpec): void;
  /** @throws AwsError `ResponseHeadersPolicyInUse` */
  deleteResponseHeadersPolicy(id: string): void;
  stop(): Promise<void>;
}
