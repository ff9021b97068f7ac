import type { IncomingMessage, ServerResponse } from "node:http";
import type { Permission, Principal } from "../iam/iam";

/** The caller of a request, and the questions about its permissions. */
export interface Caller {
  readonly principal: Principal;
  /** @throws AwsError `AccessDenied` */
  authorize(permissions: readonly Permission[]): void;
  allows(permission: Permission): boolean;
}

/**
 * An AWS service behind the edge whose bodies may be larger than memory and whose calls are told by method and path, such as
 * S3. It reads the request and writes the reply itself, errors included, and authorises every call before it does anything.
 */
export interface StreamingService {
  /** The name in the SigV4 credential scope, such as `"s3"`. */
  readonly signingName: string;
  /** @param identify who calls; throws AwsError for credentials that this cloud did not issue */
  serve(request: IncomingMessage, response: ServerResponse, identify: () => Caller): Promise<void>;
}
