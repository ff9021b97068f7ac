import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { Refusal } from "../calls";
import { type AllClient, ANY_KEYS, type Client, type Keys, type ServiceName } from "./client";

const CONFIG = {
  region: "us-east-1",
  maxAttempts: 1,
  useQueueUrlAsEndpoint: false,
  // A row names the checksum that it is about.
  requestChecksumCalculation: "WHEN_REQUIRED",
  responseChecksumValidation: "WHEN_REQUIRED",
};

/** Members whose texts are bytes: base64 in rows. */
const BYTES: ReadonlySet<string> = new Set([
  "B",
  "BS",
  "BinaryValue",
  "Data",
  "ZipFile",
  "SecretBinary",
  "Plaintext",
  "CiphertextBlob",
]);

interface SdkClient {
  send(command: object): Promise<object>;
  destroy(): void;
}

/** A package of the SDK: its client, and its commands under their names. */
interface Sdk {
  readonly Client: new (config: object) => SdkClient;
  readonly commands: Readonly<Record<string, unknown>>;
}

const SDKS: Readonly<Partial<Record<ServiceName, () => Promise<Sdk>>>> = {
  cloudwatch: async () => sdk(await import("@aws-sdk/client-cloudwatch"), "CloudWatchClient"),
  athena: async () => sdk(await import("@aws-sdk/client-athena"), "AthenaClient"),
  "cognito-idp": async () =>
    sdk(await import("@aws-sdk/client-cognito-identity-provider"), "CognitoIdentityProviderClient"),
  firehose: async () => sdk(await import("@aws-sdk/client-firehose"), "FirehoseClient"),
  dynamodb: async () => sdk(await import("@aws-sdk/client-dynamodb"), "DynamoDBClient"),
  dynamodbstreams: async () => sdk(await import("@aws-sdk/client-dynamodb-streams"), "DynamoDBStreamsClient"),
  ec2: async () => sdk(await import("@aws-sdk/client-ec2"), "EC2Client"),
  ecs: async () => sdk(await import("@aws-sdk/client-ecs"), "ECSClient"),
  kinesis: async () => sdk(await import("@aws-sdk/client-kinesis"), "KinesisClient"),
  lambda: async () => sdk(await import("@aws-sdk/client-lambda"), "LambdaClient"),
  logs: async () => sdk(await import("@aws-sdk/client-cloudwatch-logs"), "CloudWatchLogsClient"),
  s3: async () => sdk(await import("@aws-sdk/client-s3"), "S3Client"),
  secretsmanager: async () => sdk(await import("@aws-sdk/client-secrets-manager"), "SecretsManagerClient"),
  sns: async () => sdk(await import("@aws-sdk/client-sns"), "SNSClient"),
  sqs: async () => sdk(await import("@aws-sdk/client-sqs"), "SQSClient"),
  ssm: async () => sdk(await import("@aws-sdk/client-ssm"), "SSMClient"),
  stepfunctions: async () => sdk(await import("@aws-sdk/client-sfn"), "SFNClient"),
};

/** Tells whether the SDK's package for a service is among the project's. */
export function hasSdk(service: ServiceName): boolean {
  return SDKS[service] !== undefined;
}

function sdk(commands: Readonly<Record<string, unknown>>, name: string): Sdk {
  return { Client: commands[name] as Sdk["Client"], commands };
}

/**
 * Calls a service with the AWS SDK for JavaScript.
 * @param protocol of the SDK's own. @default the one that the client prefers
 */
export async function connectSdk(
  service: ServiceName,
  endpoint: string,
  keys: Keys = ANY_KEYS,
  protocol?: unknown,
): Promise<Client> {
  const load = SDKS[service];
  if (load === undefined) throw new Error(`the package of the SDK for ${service} is none of the project's`);
  const { Client, commands } = await load();
  const client = new Client({
    ...{ ...CONFIG, credentials: keys, endpoint, requestHandler: new NodeHttpHandler() },
    ...(protocol !== undefined && { protocol }),
  });
  return {
    async call(operation, parameters) {
      const Command = commands[`${operation}Command`] as (new (input: object) => object) | undefined;
      if (!Command) throw new Error(`the SDK for ${service} has no ${operation}`);
      try {
        const { $metadata: _, ...answer } = (await client.send(new Command(withBytes(parameters) as object))) as {
          $metadata: unknown;
        };
        return await plain(answer);
      } catch (error) {
        if (isServiceError(error)) return (await plain(refusalOf(error))) as Refusal;
        throw error;
      }
    },
    close: async () => client.destroy(),
  };
}

/** The same for any service, each connected when it is first called. */
export async function connectAllOfSdk(endpoint: string, keys: Keys = ANY_KEYS): Promise<AllClient> {
  const clients = new Map<ServiceName, Promise<Client>>();
  return {
    async call(service, operation, parameters) {
      const client = clients.get(service) ?? connectSdk(service, endpoint, keys);
      clients.set(service, client);
      return (await client).call(operation, parameters);
    },
    async close() {
      for (const client of clients.values()) await (await client).close();
    },
  };
}

function withBytes(value: unknown, name = ""): unknown {
  if (typeof value === "string") return BYTES.has(name) ? Buffer.from(value, "base64") : value;
  if (Array.isArray(value)) return value.map((each) => withBytes(each, name));
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withBytes(inner, key)]));
}

/** The answer as JSON has it: bytes in base64, and of a stream the text. */
async function plain(value: unknown): Promise<unknown> {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  if (typeof value !== "object" || value === null) return value;
  if ("transformToString" in value) return (value as { transformToString(): Promise<string> }).transformToString();
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(await Promise.all(members.map(async ([key, inner]) => [key, await plain(inner)])));
}

interface ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };
  readonly Code?: string;
  readonly Error?: { readonly Code?: string };
  readonly Item?: unknown;
  readonly CancellationReasons?: unknown;
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "$fault" in error && "$metadata" in error;
}

/** The SDK shows either the shape's name or the code: which of them depends on whether its model knows the error. */
function refusalOf({ name, message, $metadata, Code, Error: inner, ...more }: ServiceError): Refusal {
  const status = $metadata.httpStatusCode ?? 0;
  const error = Code ?? inner?.Code ?? name;
  // Without a body, of which the SDK makes a name or none, the status is all there is.
  return /^(NotFound|NotModified|Unknown|UnknownError|\d+)$/.test(error) && /^(|Unknown|UnknownError)$/.test(message)
    ? { error: String(status), message: "", status }
    : {
        ...{ error, message, status },
        ...(more.Item !== undefined && { Item: more.Item }),
        ...(more.CancellationReasons !== undefined && { CancellationReasons: more.CancellationReasons }),
      };
}
