import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { cpSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { build } from "esbuild";
import { Client } from "pg";
import { systemClock } from "../../local/base/clock";
import { Inventory } from "../../local/base/inventory";
import { silentReport } from "../../local/base/report";
import type { Services } from "../../local/services";
import { PostgresInstance } from "../../local/services/rds/postgresInstance";
import { createSecretsManager } from "../../local/services/secretsmanager/createSecretsManager";
import { createSqs } from "../../local/services/sqs/createSqs";
import { localKms } from "../support/kms";
import { hostService, type ServiceHost } from "../support/serviceHost";

const ROOT = path.join(__dirname, "..", "..");
/** Programs by the name of their file: that of the image, and one with code of one's own. */
const PROGRAMS = {
  "main.js": path.join(ROOT, "images", "webhook-worker", "src", "main.ts"),
  "own.js": path.join(__dirname, "ownWorker.ts"),
};
const WORKER_SECRETS = { github: "s3cret" };

/** A webhook worker's process. */
export interface WorkerProcess {
  child: ChildProcess;
  /** Standard output and error so far. */
  readonly output: string;
  /** `null` for a process that was killed. */
  exitCode: Promise<number | null>;
}

/** All that a worker needs, for real and on this machine: SQS, Secrets Manager, Postgres, an external API, and its bundle. */
export class WorkerSurroundings {
  readonly sqs = createSqs({
    clock: systemClock,
    edgeUrl: "http://127.0.0.1:1",
    kms: localKms(),
    inventory: new Inventory(silentReport),
    iam: { putResourcePolicy: () => undefined, deleteResourcePolicy: () => undefined } as unknown as Services["iam"],
    metrics: { gauge: () => ({ remove: () => undefined }) } as unknown as Services["metrics"],
  });
  readonly secrets = createSecretsManager({ clock: systemClock, inventory: new Inventory(silentReport) });
  /** Idempotency keys of the calls that the API has got. */
  readonly apiCalls: string[] = [];
  /** Status of the API's next answers. */
  apiStatus = 200;
  readonly #workers: WorkerProcess[] = [];
  #variables: Record<string, string> = {};
  #image = "";
  #sqsHost!: ServiceHost;
  #secretsHost!: ServiceHost;
  #api!: Server;
  #postgres!: PostgresInstance;
  #databaseSecretArn = "";
  #appSecretArn = "";

  async start(): Promise<void> {
    this.#sqsHost = await hostService(this.sqs.api);
    this.#secretsHost = await hostService(this.secrets.api);
    for (const name of ["webhooks", "dead", "quarantine"]) await this.sqs.createQueue(name, {});
    await this.sqs.setAttributes(this.queueUrl("webhooks"), {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn("dead"), maxReceiveCount: 5 }),
    });
    this.#databaseSecretArn = this.secrets.createSecret({ name: "database", seed: "database" }).arn;
    this.secrets.putValue(this.#databaseSecretArn, JSON.stringify({ username: "worker", password: "first" }));
    this.#appSecretArn = this.secrets.createSecret({ name: "role", seed: "role" }).arn;
    this.#image = await mkdtemp(path.join(tmpdir(), "sluice-worker-"));
    this.#postgres = await PostgresInstance.start(
      path.join(tmpdir(), `sluice-worker-postgres-${process.pid}`),
      {
        identifier: "webhooks",
        databaseName: "webhooks",
        username: "worker",
        password: "first",
        securityGroupIds: [],
        declaredPort: 5432,
      },
      {},
    );
    this.#api = await this.#startApi();
    await bundle(this.#image);
    this.#variables = {
      PATH: process.env.PATH ?? "",
      TMPDIR: this.#image,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL_SQS: this.#sqsHost.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: this.#secretsHost.endpoint,
      NODE_EXTRA_CA_CERTS: this.#postgres.authorityFile,
      QUEUE_URL: this.queueUrl("webhooks"),
      QUARANTINE_QUEUE_URL: this.queueUrl("quarantine"),
      EXTERNAL_API_URL: `http://127.0.0.1:${(this.#api.address() as AddressInfo).port}/external`,
      DATABASE_HOST: "127.0.0.1",
      DATABASE_PORT: `${this.#postgres.port}`,
      DATABASE_NAME: "webhooks",
      DATABASE_SECRET_ARN: this.#databaseSecretArn,
      DATABASE_APP_SECRET_ARN: this.#appSecretArn,
      WEBHOOK_SECRETS: JSON.stringify(WORKER_SECRETS),
      VISIBILITY_TIMEOUT_SECONDS: "10",
      STOP_TIMEOUT_SECONDS: "10",
    };
  }

  queueUrl(name: string): string {
    return `${this.#sqsHost.endpoint}/000000000000/${name}`;
  }

  depth(name: string) {
    return this.sqs.depth(queueArn(name));
  }

  /** Runs the image's program, as its container would. */
  startWorker(
    args: readonly string[] = [],
    variables: Record<string, string> = {},
    program: keyof typeof PROGRAMS = "main.js",
  ): WorkerProcess {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: this.#image,
      env: { ...this.#variables, ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => void said.push(String(data)));
    const exitCode = once(child, "exit").then(([code]) => code as number | null);
    const worker = {
      child,
      exitCode,
      get output() {
        return said.join("");
      },
    };
    this.#workers.push(worker);
    return worker;
  }

  /** Sends as the HTTP API's integration does. */
  async send(deliveries: readonly { id: string; body: string; source: string; signature?: string }[]): Promise<void> {
    const client = new SQSClient({
      endpoint: this.#sqsHost.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const text = (StringValue: string) => ({ DataType: "String", StringValue });
    for (let start = 0; start < deliveries.length; start += 10) {
      const Entries = deliveries.slice(start, start + 10).map(({ id, body, source, signature }) => ({
        Id: `e${randomUUID()}`,
        MessageBody: body,
        MessageAttributes: {
          requestId: text(id),
          source: text(source),
          ...(signature !== undefined && { signature: text(signature) }),
        },
      }));
      await client.send(new SendMessageBatchCommand({ QueueUrl: this.queueUrl("webhooks"), Entries }));
    }
    client.destroy();
  }

  /** A new, empty folder. */
  folder(): Promise<string> {
    return mkdtemp(path.join(this.#image, "tmp-"));
  }

  /** Runs a statement as the table's owner. */
  async query(text: string): Promise<Record<string, unknown>[]> {
    const secret = JSON.parse(this.secrets.value(this.#databaseSecretArn)) as { password: string };
    const client = new Client({
      host: "127.0.0.1",
      port: this.#postgres.port,
      database: "webhooks",
      user: "worker",
      password: secret.password,
      ssl: { rejectUnauthorized: false },
    });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** Changes the passwords of the owner and of the workers' role, and ends all connections: what rotation and a fail-over come to. */
  async rotatePasswords(): Promise<void> {
    this.secrets.putValue(this.#appSecretArn, JSON.stringify({ username: "webhook_worker", password: "another" }));
    await this.#postgres.administration.changePassword("worker", "second");
    this.secrets.putValue(this.#databaseSecretArn, JSON.stringify({ username: "worker", password: "second" }));
    await this.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename IN ('worker', 'webhook_worker') AND pid <> pg_backend_pid()",
    );
  }

  async stop(): Promise<void> {
    for (const { child } of this.#workers) child.kill("SIGKILL");
    await Promise.all(this.#workers.map(({ exitCode }) => exitCode));
    await this.#postgres?.stop();
    this.#api?.closeAllConnections();
    this.#api?.close();
    await this.sqs.stop();
    await this.#sqsHost?.close();
    await this.#secretsHost?.close();
    await rm(this.#image, { recursive: true, force: true });
    await rm(path.join(tmpdir(), `sluice-worker-postgres-${process.pid}`), { recursive: true, force: true });
  }

  async #startApi(): Promise<Server> {
    const server = createServer((request, response) => {
      this.apiCalls.push(String(request.headers["idempotency-key"]));
      request.resume().on("end", () => setTimeout(() => response.writeHead(this.apiStatus).end("{}"), 20));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    return server;
  }
}

function queueArn(name: string): string {
  return `arn:aws:sqs:us-east-1:000000000000:${name}`;
}

/** As the Dockerfile does. */
async function bundle(folder: string): Promise<void> {
  await build({
    entryPoints: Object.entries(PROGRAMS).map(([name, entry]) => ({ in: entry, out: path.parse(name).name })),
    outdir: folder,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    keepNames: true,
    logLevel: "silent",
  });
  cpSync(path.join(__dirname, "ownMigrations"), path.join(folder, "migrations"), { recursive: true });
}
