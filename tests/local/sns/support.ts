import { SNSClient } from "@aws-sdk/client-sns";
import { type DataFolder, nothingKept } from "../../../local/base/dataFolder";
import { Inventory } from "../../../local/base/inventory";
import { keptMaps } from "../../../local/base/keptMaps";
import { createEdge, type Edge } from "../../../local/edge/edge";
import { createIam } from "../../../local/iam/createIam";
import type { Iam } from "../../../local/iam/iam";
import { createMetrics, type Metrics } from "../../../local/services/cloudwatch/metrics";
import { createKms } from "../../../local/services/kms/createKms";
import type { Kms } from "../../../local/services/kms/kms";
import { createSns } from "../../../local/services/sns/createSns";
import type { Sns, SubscriptionSpec } from "../../../local/services/sns/sns";
import { createSqs } from "../../../local/services/sqs/createSqs";
import type { QueueMessage, Sqs } from "../../../local/services/sqs/sqs";
import { HeldClock } from "../../support/heldClock";

export const TOPIC_ARN = "arn:aws:sns:us-east-1:000000000000:orders";
export const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:listener";
export const ROLE_ARN = "arn:aws:iam::000000000000:role/publisher";

export interface SnsUnderTest {
  sns: Sns;
  sqs: Sqs;
  iam: Iam;
  kms: Kms;
  metrics: Metrics;
  clock: HeldClock;
  edge: Edge;
  /** As a role that may publish. */
  client: SNSClient;
  /** Events of functions, in order. */
  events: { functionArn: string; payload: unknown }[];
  /** Thrown, one after the other, instead of taking an event. */
  lambdaErrors: Error[];
  warnings: string[];
  /** Creates a queue that lets the topic in, unless told otherwise. */
  queue(name: string, options?: { open: boolean }): Promise<string>;
  subscribe(changes: Partial<SubscriptionSpec>): void;
  received(queueArn: string): Promise<readonly QueueMessage[]>;
  close(): Promise<void>;
}

/** SNS with a topic `orders`, behind an edge that decides who may. */
export async function startSns(data: DataFolder = nothingKept): Promise<SnsUnderTest> {
  const clock = new HeldClock(Date.parse("2026-03-01T12:00:00.000Z"));
  const warnings: string[] = [];
  const report = { stage() {}, log() {}, warn: (_source: string, line: string) => void warnings.push(line) };
  const iam = createIam({ report });
  const kms = createKms({ iam });
  const metrics = createMetrics({ clock });
  const events: SnsUnderTest["events"] = [];
  const lambdaErrors: Error[] = [];
  const lambda = {
    invokeAsync(functionArn: string, payload: unknown) {
      const error = lambdaErrors.shift();
      if (error) throw error;
      events.push({ functionArn, payload });
    },
  } as Partial<Parameters<typeof createSns>[0]["lambda"]> as Parameters<typeof createSns>[0]["lambda"];
  const edge = await createEdge({ iam, report, clock }, { port: 0, host: "127.0.0.1" });
  const sqs = createSqs({ clock, edgeUrl: edge.url, iam, kms, inventory: new Inventory(report), metrics });
  const sns = createSns({ iam, kms, lambda, sqs, metrics, clock, report, edgeUrl: edge.url }, keptMaps(data, "sns"));
  edge.register(sns.api);
  edge.mount("_local/mailbox", sns.mailbox.page);
  edge.mount("_local/mailbox.json", sns.mailbox.json);

  sns.putTopic({ arn: TOPIC_ARN, name: "orders" });
  iam.putRole({ arn: ROLE_ARN, name: "publisher", trustPolicy: policy("lambda.amazonaws.com", "sts:AssumeRole") });
  iam.putRolePolicy(ROLE_ARN, "publish", allow("sns:*", "*"));
  const { credentials } = iam.assumeRole(ROLE_ARN, "session", "lambda.amazonaws.com");
  const client = new SNSClient({ endpoint: edge.url, region: "us-east-1", credentials, maxAttempts: 1 });

  return {
    sns,
    sqs,
    iam,
    kms,
    metrics,
    clock,
    edge,
    client,
    events,
    lambdaErrors,
    warnings,
    async queue(name, { open } = { open: true }) {
      const Policy = policy("sns.amazonaws.com", "sqs:SendMessage", TOPIC_ARN);
      return (await sqs.createQueue(name, { VisibilityTimeout: "30", ...(open && { Policy }) })).arn;
    },
    subscribe(changes) {
      const { protocol = "sqs", endpoint = "" } = changes;
      const arn = `${TOPIC_ARN}:${protocol}-${endpoint}`;
      sns.putSubscription({ arn, topicArn: TOPIC_ARN, protocol, endpoint, rawMessageDelivery: false, ...changes });
    },
    async received(queueArn) {
      await sns.delivered();
      return sqs.receive(queueArn, { max: 10, waitSeconds: 0, signal: new AbortController().signal });
    },
    async close() {
      client.destroy();
      await sns.stop();
      await sqs.stop();
      await edge.stop();
    },
  };
}

export function allow(action: string, resource: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
  });
}

/** Lets a service in, from a source where one is given. */
export function policy(service: string, action: string, sourceArn?: string): string {
  const isTrust = action.startsWith("sts:");
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: action,
        ...(!isTrust && { Resource: "*" }),
        ...(sourceArn && { Condition: { ArnEquals: { "aws:SourceArn": sourceArn } } }),
      },
    ],
  });
}
