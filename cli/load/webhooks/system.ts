import type { ECSClient } from "@aws-sdk/client-ecs";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Pool } from "pg";
import { rowsOf } from "../database";
import { depthOf, tasksOf } from "../systemState";
import type { StoredRows } from "./account";
import { numberIn } from "./body";

/** A webhook system as seen from outside, at one moment. */
export interface SystemState {
  /** Messages that wait in the queue. */
  waiting: number;
  /** Messages that workers have in hand. */
  inFlight: number;
  deadLetters: number;
  quarantined: number;
  workers: { running: number; desired: number };
}

/** The part of a run that Postgres holds. */
export interface Progress {
  stored: number;
  /** Milliseconds from the queue to Postgres, of what was stored in the last seconds; absent where that is nothing. */
  latencyMs?: { p50: number; p99: number };
}

export interface WebhookPlaces {
  queueUrl: string;
  deadLetterQueueUrl: string;
  quarantineQueueUrl: string;
  clusterName: string;
  serviceName: string;
}

/** Looks at a running system through the AWS APIs and its database. */
export class WebhookSystem {
  constructor(
    private readonly clients: { sqs: SQSClient; ecs: ECSClient; pool: Pick<Pool, "query"> },
    private readonly places: WebhookPlaces,
    private readonly runId: string,
  ) {}

  async state(): Promise<SystemState> {
    const { queueUrl, deadLetterQueueUrl, quarantineQueueUrl, clusterName, serviceName } = this.places;
    const { sqs, ecs } = this.clients;
    const [queue, deadLetters, quarantined, workers] = await Promise.all([
      depthOf(sqs, queueUrl),
      depthOf(sqs, deadLetterQueueUrl),
      depthOf(sqs, quarantineQueueUrl),
      tasksOf(ecs, clusterName, serviceName),
    ]);
    const { waiting, inFlight } = queue;
    return { waiting, inFlight, deadLetters: deadLetters.waiting, quarantined: quarantined.waiting, workers };
  }

  async progress(): Promise<Progress> {
    const rows = await rowsOf<{ stored: string; p50: number | null; p99: number | null }>(
      this.clients.pool,
      `SELECT count(*) AS stored,
              percentile_disc(0.5) WITHIN GROUP (ORDER BY latency) FILTER (WHERE recent) AS p50,
              percentile_disc(0.99) WITHIN GROUP (ORDER BY latency) FILTER (WHERE recent) AS p99
         FROM (SELECT extract(epoch FROM processed_at - received_at)::float8 * 1000 AS latency,
                      processed_at > now() - interval '5 seconds' AS recent
                 FROM webhook_deliveries WHERE ${OF_THE_RUN}) AS deliveries`,
      [this.pattern],
    );
    const { stored = "0", p50 = null, p99 = null } = rows[0] ?? {};
    return { stored: Number(stored), ...(p50 !== null && p99 !== null && { latencyMs: { p50, p99 } }) };
  }

  /** Every row of the run, by the number in its body, whatever its delivery id. */
  async rows(): Promise<StoredRows> {
    const rows = await rowsOf<{ body: Buffer }>(
      this.clients.pool,
      `SELECT body FROM webhook_deliveries WHERE ${OF_THE_RUN}`,
      [this.pattern],
    );
    const counts = new Map<number, number>();
    for (const { body } of rows) {
      const number = numberIn(body.toString("utf8"), this.runId);
      if (number !== undefined) counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    return counts;
  }

  /** How a body of this run begins, which no delivery id could hide. */
  private get pattern(): Buffer {
    return Buffer.from(`{"run":${JSON.stringify(this.runId)},`);
  }
}

const OF_THE_RUN = "substring(body FROM 1 FOR length($1::bytea)) = $1";
