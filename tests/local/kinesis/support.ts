import { KinesisClient } from "@aws-sdk/client-kinesis";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { createMetrics, type Metrics } from "../../../local/services/cloudwatch/metrics";
import { createKinesis } from "../../../local/services/kinesis/createKinesis";
import type { Kinesis, StreamSpec } from "../../../local/services/kinesis/kinesis";
import { HeldClock } from "../../support/heldClock";
import { hostService, type ServiceHost } from "../../support/serviceHost";

export const NOW = Date.UTC(2026, 0, 5, 12);

export interface KinesisUnderTest {
  kinesis: Kinesis;
  clock: HeldClock;
  metrics: Metrics;
  warnings: string[];
  client: KinesisClient;
  host: ServiceHost;
  stop(): Promise<void>;
}

export const STREAM: StreamSpec = { name: "orders", shardCount: 1, retentionHours: 24, onDemand: false };
export const STREAM_ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";

/** Kinesis behind a port, and a client that never tries again by itself. */
export async function kinesisUnderTest(): Promise<KinesisUnderTest> {
  const clock = new HeldClock(NOW);
  const metrics = createMetrics({ clock });
  const warnings: string[] = [];
  const report = { stage() {}, log() {}, warn: (_source: string, line: string) => void warnings.push(line) };
  const kinesis = createKinesis({ clock, metrics, report });
  const host = await hostService(kinesis.api);
  const client = new KinesisClient({
    endpoint: host.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "s" },
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler(),
  });
  return {
    kinesis,
    clock,
    metrics,
    warnings,
    client,
    host,
    async stop() {
      client.destroy();
      metrics.stop();
      await host.close();
    },
  };
}
