import type { AwsService } from "../../../local/edge/awsService";
import { createEdge } from "../../../local/edge/edge";
import type { StreamingService } from "../../../local/edge/streamingService";
import type { Iam } from "../../../local/iam/iam";

/** A client that calls a service. */
export interface Client {
  /** @returns the answer as JSON has it, or a `Refusal` */
  call(operation: string, parameters: object): Promise<unknown>;
  close(): Promise<void>;
}

/** Services that clients are made for, as boto3 names them. */
export type ServiceName =
  | "application-autoscaling"
  | "cloudfront"
  | "cloudwatch"
  | "apigateway"
  | "apigatewayv2"
  | "athena"
  | "cognito-idp"
  | "firehose"
  | "glue"
  | "dynamodb"
  | "dynamodbstreams"
  | "ecr"
  | "events"
  | "ec2"
  | "ecs"
  | "iam"
  | "kinesis"
  | "kms"
  | "lambda"
  | "logs"
  | "rds"
  | "s3"
  | "scheduler"
  | "secretsmanager"
  | "sns"
  | "sqs"
  | "ssm"
  | "stepfunctions";

/** The keys that a client signs with. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Keys for an edge that serves everybody. */
export const ANY_KEYS: Keys = { accessKeyId: "test", secretAccessKey: "test" };

/** A client of every service that is called. */
export interface AllClient {
  call(service: ServiceName, operation: string, parameters: object): Promise<unknown>;
  close(): Promise<void>;
}

/** Makes a client of an API. */
export type Connect<Api = AwsService> = (api: Api, service: ServiceName) => Promise<Client>;

/** Makes a client that calls as programs do: over HTTP, to an edge that serves everybody. */
export function overHttp(
  connect: (service: ServiceName, endpoint: string) => Promise<Client>,
): Connect<AwsService | StreamingService> {
  return async (api, service) => {
    const server = await serve(api);
    const client = await connect(service, server.url);
    return {
      call: client.call,
      async close() {
        await client.close();
        await server.stop();
      },
    };
  };
}

/** Serves one API as the local cloud does, to everybody. */
async function serve(service: AwsService | StreamingService): Promise<{ url: string; stop(): Promise<void> }> {
  const iam: Pick<Iam, "allows" | "authorize" | "principalOf"> = {
    principalOf: () => ({ kind: "operator", arn: "arn:aws:iam::000000000000:root" }),
    authorize() {},
    allows: () => true,
  };
  const edge = await createEdge({ iam, report: { stage() {}, log() {}, warn() {} } }, { port: 0, host: "127.0.0.1" });
  edge.register(service);
  return { url: edge.url, stop: () => edge.stop() };
}
