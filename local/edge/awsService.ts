import type { Permission, Principal } from "../iam/iam";

/** One AWS API call as the edge understood it. */
export interface AwsCall {
  /** `"PutItem"` */
  operation: string;
  /** The whole operation header where there is one (`"DynamoDB_20120810.PutItem"`), for services that share a name. */
  target?: string;
  params: Record<string, unknown>;
  principal: Principal;
  /** The request as it came, for services that forward it. */
  method: string;
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
  /** Aborts when the caller has closed its connection, so that what waits for it can end. */
  closed?: AbortSignal;
}

export interface RawReply {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** One AWS service behind the edge. The edge authorises `permissions(call)` before it calls `handle`. */
export interface AwsService {
  /** The name in the SigV4 credential scope, such as `"dynamodb"`. */
  readonly signingName: string;
  /** `"ec2"` is a form of the query protocol, with answers of its own. */
  readonly protocol: "json-1.0" | "json-1.1" | "query" | "ec2";
  /** What nobody needs to sign, by `X-Amz-Target`: such a call comes from an anonymous principal where it is not signed. */
  readonly unsigned?: { targetPrefix: string; operations: readonly string[] };
  /**
   * What the caller must be allowed to do, from the call's own parameters.
   * @throws AwsError for an operation the local cloud does not know: nothing is let through unchecked
   */
  permissions(call: AwsCall): readonly Permission[];
  /** An object is serialised in the service's protocol; a raw reply goes out as it is. */
  handle(call: AwsCall): Promise<{ result: Record<string, unknown> } | { raw: RawReply }>;
}
