import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { systemClock } from "../functions/shared/clock";
import { createPool, migrateTo } from "../functions/shared/postgres/database";
import { apiProcessor } from "../functions/webhooks/apiProcessor";
import { readApiSettings } from "../functions/webhooks/apiSettings";
import { SCHEMA } from "../functions/webhooks/schema";
import { createWebhookWorker } from "../functions/webhooks/webhookWorker";
import { readWorkerSettings } from "../functions/webhooks/workerSettings";
import { Inventory } from "../local/base/inventory";
import { silentReport } from "../local/base/report";
import type { Services } from "../local/services";
import { PostgresInstance } from "../local/services/rds/postgresInstance";
import { createSqs } from "../local/services/sqs/createSqs";
import type { Sqs } from "../local/services/sqs/sqs";
import { figure, type MeasurementInside, repeat } from "./measurement";
import { drainOneByOne, type OneByOne } from "./oneByOne";

const RUNS = 3;
const API_LATENCY_MS = 50;
const MESSAGES = 3_000;
/** The loop takes 60 ms for each. */
const MESSAGES_ONE_BY_ONE = 60;

const nothing = () => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** One worker against a loop that receives, processes and deletes one message at a time: same queue, API and Postgres. */
export const webhookWorker: MeasurementInside = {
  name: "webhookWorker",
  method: `The worker in this process, the local SQS without HTTP, a real Postgres, and an API that answers after ${API_LATENCY_MS} ms; ${MESSAGES} messages a run, ${MESSAGES_ONE_BY_ONE} for the loop that receives, processes and deletes one at a time.`,
  async measure(note) {
    const surroundings = await start();
    try {
      await drainWithWorker(surroundings, 500);
      const together = await repeat(RUNS, (run) => {
        note(`webhook worker ${run} of ${RUNS}, ${MESSAGES} messages`);
        return drainWithWorker(surroundings, MESSAGES);
      });
      const oneByOne = await repeat(RUNS, async (run) => {
        note(`one message at a time ${run} of ${RUNS}, ${MESSAGES_ONE_BY_ONE} messages`);
        await fill(surroundings, MESSAGES_ONE_BY_ONE);
        return rate(MESSAGES_ONE_BY_ONE, () => drainOneByOne(surroundings));
      });
      return [
        figure(`webhooks a second, one worker, API at ${API_LATENCY_MS} ms`, "messages/s", together),
        figure(`webhooks a second, one at a time, API at ${API_LATENCY_MS} ms`, "messages/s", oneByOne),
        figure(
          "webhook worker, times as fast as one at a time",
          "times",
          together.map((perSecond, run) => perSecond / (oneByOne[run] as number)),
        ),
      ];
    } finally {
      await surroundings.stop();
    }
  },
};

/** The queue, API and database that both measurements work with. */
interface Surroundings extends OneByOne {
  sqs: Sqs;
  queueArn: string;
  stop(): Promise<void>;
}

let filled = 0;

async function fill({ client, queueUrl: QueueUrl }: Surroundings, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    filled += 1;
    const text = (StringValue: string) => ({ DataType: "String", StringValue });
    const MessageAttributes = { requestId: text(`d${filled}`), source: text("bench") };
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: `{"n":${filled}}`, MessageAttributes }));
  }
}

/** Messages a second. */
async function rate(count: number, drain: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await drain();
  return (count * 1000) / (performance.now() - startedAt);
}

async function drainWithWorker(surroundings: Surroundings, count: number): Promise<number> {
  await fill(surroundings, count);
  return rate(count, async () => {
    let left = count;
    const { worker } = createWebhookWorker({
      settings: readWorkerSettings({
        QUEUE_URL: surroundings.queueUrl,
        QUARANTINE_QUEUE_URL: surroundings.queueUrl,
        DATABASE_HOST: "127.0.0.1",
        DATABASE_PORT: "1",
        DATABASE_NAME: "postgres",
        DATABASE_SECRET_ARN: "arn",
        DATABASE_APP_SECRET_ARN: "arn",
      }),
      sqs: surroundings.client,
      pool: surroundings.pool,
      makeProcessor: apiProcessor(readApiSettings({ EXTERNAL_API_URL: surroundings.apiUrl }), fetch),
      clock: systemClock,
      random: Math.random,
      log: silent,
      metrics: { count: () => undefined, apiLatency: () => undefined, inHand: () => undefined },
      onInHand(inHand) {
        if (inHand === 0) left = surroundings.sqs.depth(surroundings.queueArn).visible;
        if (left === 0) worker.stop();
      },
    });
    await worker.run();
  });
}

async function start(): Promise<Surroundings> {
  const sqs = createSqs({
    clock: systemClock,
    edgeUrl: "http://127.0.0.1:1",
    kms: { encrypt: () => undefined } as unknown as Services["kms"],
    inventory: new Inventory(silentReport),
    iam: { putResourcePolicy: () => undefined, deleteResourcePolicy: () => undefined } as unknown as Services["iam"],
    metrics: { gauge: () => ({ remove: () => undefined }) } as unknown as Services["metrics"],
  });
  const { arn: queueArn, url: queueUrl } = await sqs.createQueue("webhooks", {});
  // Made by the server's own user: a folder of this one would be closed to it.
  const folder = path.join(tmpdir(), `sluice-bench-postgres-${process.pid}`);
  const spec = {
    identifier: "bench",
    username: "bench",
    password: "bench",
    databaseName: "bench",
    securityGroupIds: [],
    declaredPort: 5432,
  };
  const postgres = await PostgresInstance.start(folder, spec, {});
  const connection = {
    host: "127.0.0.1",
    port: postgres.port,
    user: spec.username,
    password: spec.password,
    database: spec.databaseName,
    ssl: { rejectUnauthorized: false },
  };
  await migrateTo(connection, SCHEMA, silent);
  const pool = createPool(connection, 5, silent);
  const api = await startApi();
  return {
    sqs,
    queueArn,
    queueUrl,
    client: clientOf(sqs),
    apiUrl: `http://127.0.0.1:${(api.address() as AddressInfo).port}/external`,
    pool,
    async stop() {
      await pool.end();
      await postgres.stop();
      api.closeAllConnections();
      api.close();
      await sqs.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An SDK client's `send` without HTTP in between: what is compared is how messages are worked on. */
function clientOf({ api }: Sqs): SQSClient {
  const send = async (
    command: { constructor: { name: string }; input: Record<string, unknown> },
    { abortSignal: closed }: { abortSignal?: AbortSignal } = {},
  ) => {
    const outcome = await api
      .prepare({
        operation: command.constructor.name.replace(/Command$/, ""),
        params: command.input,
        principal: { kind: "operator", arn: "arn:aws:iam::000000000000:root" },
        ...(closed && { closed }),
      })
      .run();
    return "result" in outcome ? outcome.result : undefined;
  };
  return { send } as unknown as SQSClient;
}

async function startApi(): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => setTimeout(() => response.end("{}"), API_LATENCY_MS));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}
