import type { AwsService } from "../../../edge/awsService";
import type { Principal } from "../../../iam/iam";
import type { Services } from "../../../services";
import type { JsonObject } from "../asl/json";

/** The services that tasks of state machines call; all of them as the machine's role. */
export interface TaskServices extends Pick<Services, "iam" | "lambda"> {
  dynamodb: { readonly api: AwsService };
  sqs: { readonly api: AwsService };
  sns: { readonly api: AwsService };
  /** Step Functions itself, for machines that start others. */
  states: { readonly api: AwsService };
}

/** One thing that a Task state can do. */
export interface Integration {
  /** True where it can wait for a task token. */
  takesToken: boolean;
  /** Names of its parameters. */
  parameters: readonly string[];
  required: readonly string[];
  /** Tells why a task can't be started with these parameters. */
  problem?(parameters: JsonObject): string | undefined;
  /** @throws StateError (as a rejection), named as Step Functions names the service's errors */
  call(services: TaskServices, principal: Principal, parameters: JsonObject): Promise<JsonObject>;
}

/** Adds what Step Functions adds to the answers of services. */
export function withMetadata(result: JsonObject, requestId: string): JsonObject {
  return {
    ...result,
    SdkHttpMetadata: { AllHttpHeaders: {}, HttpHeaders: {}, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
