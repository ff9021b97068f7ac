import type { AwsService } from "./awsService";

/** The one HTTP listener: AWS APIs by credential scope, HTTP APIs below `/execute-api/<api id>`. */
export interface Edge {
  /** `"http://127.0.0.1:4510"` */
  readonly url: string;
  register(service: AwsService): void;
  stop(): Promise<void>;
}
