import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client } from "@aws-sdk/client-ec2";
import { S3Client } from "@aws-sdk/client-s3";

/** The way to AWS, or to the local cloud. */
export interface ClientAccess {
  region: string;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/** The clients that a preflight asks; those that nothing else needs are typed by the one operation that it asks of them. */
export interface Clients {
  ec2: EC2Client;
  s3: S3Client;
  cloudWatch: CloudWatchClient;
  logs: CloudWatchLogsClient;
  sts: Client<{ getCallerIdentity(input: object): Promise<{ Account?: string }> }>;
  lambda: Client<{
    getAccountSettings(input: object): Promise<{
      AccountLimit?: { ConcurrentExecutions?: number; UnreservedConcurrentExecutions?: number };
    }>;
  }>;
  serviceQuotas: Client<{
    getServiceQuota(input: { ServiceCode: string; QuotaCode: string }): Promise<{ Quota?: { Value?: number } }>;
  }>;
}

type Client<Operations> = Operations & { destroy(): void };
type ClientClass<T> = new (access: ClientAccess) => T;

/** Makes the clients, whose packages are loaded only when somebody asks. */
export function connectClients(access: ClientAccess): Clients {
  const { STS } = require("@aws-sdk/client-sts") as { STS: ClientClass<Clients["sts"]> };
  const { Lambda } = require("@aws-sdk/client-lambda") as { Lambda: ClientClass<Clients["lambda"]> };
  const { ServiceQuotas } = require("@aws-sdk/client-service-quotas") as {
    ServiceQuotas: ClientClass<Clients["serviceQuotas"]>;
  };
  return {
    ec2: new EC2Client(access),
    s3: new S3Client(access),
    cloudWatch: new CloudWatchClient(access),
    logs: new CloudWatchLogsClient(access),
    sts: new STS(access),
    lambda: new Lambda(access),
    serviceQuotas: new ServiceQuotas(access),
  };
}
