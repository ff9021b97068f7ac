import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cors } from "../../../http/cors";

export interface FunctionUrlSpec {
  /** The first label of the URL's host on AWS, and a part of its path here. */
  id: string;
  /** Logical name, for log lines. */
  label: string;
  functionArn: string;
  /** `"NONE"` lets anybody in whom the function's policy lets in; `"AWS_IAM"` wants signed requests. */
  authType: "NONE" | "AWS_IAM";
  cors?: Cors;
}

/** Function URLs. The edge hands it every request below `/lambda-url/<url id>`. */
export interface FunctionUrls {
  /**
   * Creates or changes.
   * @throws AwsError `ResourceConflictException` where the function has another URL
   */
  putUrl(spec: FunctionUrlSpec): void;
  deleteUrl(id: string): void;
  /** Tells if a URL has CORS for an origin. @param rest as for `serve` */
  allowsOrigin(rest: string, origin: string): boolean;
  /** @param rest what follows `/lambda-url`, query string included */
  serve(rest: string, request: IncomingMessage, response: ServerResponse): Promise<void>;
}
