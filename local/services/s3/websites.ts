/** The website of a bucket: its pages, or another host that all requests go to. */
export type WebsiteSpec =
  | { indexSuffix: string; errorKey?: string }
  | { redirectHost: string; redirectProtocol: string };

/** Websites of buckets, each on a loopback port of its own. */
export interface Websites {
  /** Makes a website, or changes it. @returns its host and port */
  put(bucket: string, spec: WebsiteSpec): Promise<string>;
  delete(bucket: string): Promise<void>;
  stop(): Promise<void>;
}
