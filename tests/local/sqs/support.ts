import { SQSClient } from "@aws-sdk/client-sqs";
import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
import type { Services } from "../../../local/services";
import { createSqs } from "../../../local/services/sqs/createSqs";
import type { Sqs } from "../../../local/services/sqs/sqs";
import { HeldClock } from "../../support/heldClock";
import { localKms } from "../../support/kms";
import { hostService, type ServiceHost } from "../../support/serviceHost";

export const EDGE_URL = "http://127.0.0.1:4510";

/** An SQS of its own, with a client that talks to it. */
export interface TestSqs {
  sqs: Sqs;
  client: SQSClient;
  host: ServiceHost;
  /** Resource policies by ARN. */
  policies: Map<string, string>;
  /** Gauges by metric name and queue name: `"ApproximateAgeOfOldestMessage orders"`. */
  gauges: Map<string, () => number | undefined>;
  /** Moves the clock that the service sees. */
  advance(ms: number): void;
  now(): number;
  close(): Promise<void>;
}

export async function startSqs(): Promise<TestSqs> {
  const now = Date.parse("2026-03-01T12:00:00.000Z");
  const clock = new HeldClock(now);
  const policies = new Map<string, string>();
  const gauges = new Map<string, () => number | undefined>();
  const iam = {
    putResourcePolicy: (arn: string, _id: string, document: string) => void policies.set(arn, document),
    deleteResourcePolicy: (arn: string) => void policies.delete(arn),
  } as Partial<Services["iam"]> as Services["iam"];
  const metrics = {
    gauge({ metricName, dimensions }, read) {
      const key = `${metricName} ${dimensions.QueueName}`;
      gauges.set(key, read);
      return { remove: () => void gauges.delete(key) };
    },
  } as Partial<Services["metrics"]> as Services["metrics"];
  const inventory = new Inventory(silentReport);
  const sqs = createSqs({ clock, edgeUrl: EDGE_URL, iam, kms: localKms(), inventory, metrics });
  const host = await hostService(sqs.api);
  const client = new SQSClient({
    endpoint: host.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    useQueueUrlAsEndpoint: false,
    maxAttempts: 1,
  });
  return {
    sqs,
    client,
    host,
    policies,
    gauges,
    now: () => clock.now(),
    advance: (ms) => clock.advance(ms),
    async close() {
      client.destroy();
      await sqs.stop();
      await host.close();
    },
  };
}
