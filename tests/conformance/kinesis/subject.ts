import { silentReport } from "../../../local/base/report";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { createKinesis } from "../../../local/services/kinesis/createKinesis";
import { HeldClock } from "../../support/heldClock";
import { inThisProcess } from "../callInProcess";
import { answerOf, type Calls } from "../calls";
import type { Connect } from "../clients/client";
import type { Subject } from "../table";

/** Calls of a stream `orders`. `["Reshard", { ShardCount }]` gives it another number of shards. */
export interface KinesisInput extends Calls {
  /** @default 1 */
  readonly shards?: number;
  /** @default false */
  readonly onDemand?: boolean;
}

/** The time at which every row begins. */
export const NOW = "2026-03-01T12:00:00.000Z";
const NAMES_NO_STREAM = /^(GetRecords|ListStreams)$/;

export async function startKinesisSubject(connect: Connect = inThisProcess): Promise<Subject<KinesisInput>> {
  const clock = new HeldClock(Date.parse(NOW));
  const metrics = createMetrics({ clock });
  const kinesis = createKinesis({ clock, metrics, report: silentReport });
  const client = await connect(kinesis.api, "kinesis");
  return {
    async answer({ shards = 1, onDemand = false, ...calls }) {
      clock.advance(Date.parse(NOW) - clock.now());
      const spec = { name: "orders", shardCount: shards, retentionHours: 24, onDemand };
      kinesis.createStream(spec);
      try {
        return await answerOf(
          calls,
          {
            async call(operation, parameters) {
              if (operation === "Reshard") {
                const { ShardCount } = parameters as { ShardCount: number };
                return kinesis.updateStream({ ...spec, shardCount: ShardCount });
              }
              return client.call(operation, {
                ...(!NAMES_NO_STREAM.test(operation) && { StreamName: "orders" }),
                ...parameters,
              });
            },
            wait: (seconds) => clock.advance(seconds * 1000),
          },
          {},
        );
      } finally {
        kinesis.deleteStream("orders");
      }
    },
    async stop() {
      await client.close();
      metrics.stop();
    },
  };
}
