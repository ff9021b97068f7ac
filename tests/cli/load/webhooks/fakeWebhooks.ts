import { createHmac } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { WebhookTarget } from "../../../../cli/load/webhooks/target";

export interface Misbehaviour {
  /** Every nth delivery is never stored. */
  loseEvery?: number;
  /** Every nth delivery is stored under two ids. */
  doubleEvery?: number;
  /** Stores what is signed wrong, too. */
  believeAll?: boolean;
  /** Every nth request is answered 429 before anything is stored. */
  throttleEvery?: number;
  /** Every nth request is stored, and then its connection is cut. */
  cutEvery?: number;
  /** Every nth request is answered 400. */
  refuseEvery?: number;
}

export interface FakeWebhooks {
  target: WebhookTarget;
  posts: number;
  stop(): Promise<void>;
}

const SOURCES = [
  {
    name: "github",
    deliveryIdHeader: "x-github-delivery",
    signing: { header: "x-hub-signature-256", prefix: "sha256=", encoding: "hex", secret: "s3cret" },
  },
  { name: "meter", deliveryIdHeader: "x-id" },
] as const;

/** A webhook system, in one process and without a queue, that does, or does not do, its job. */
export async function startFakeWebhooks(faults: Misbehaviour = {}): Promise<FakeWebhooks> {
  const bodies = new Map<string, Buffer>();
  let quarantined = 0;
  const hits = (every: number | undefined, n: number) => every !== undefined && n % every === 0;

  const store = (name: string, headers: http.IncomingHttpHeaders, body: Buffer) => {
    const source = SOURCES.find((known) => known.name === name);
    const deliveryId = headers[source?.deliveryIdHeader ?? ""];
    if (source === undefined || typeof deliveryId !== "string") throw new Error(`a request of ${name} without its id`);
    if ("signing" in source && faults.believeAll !== true) {
      const { header, prefix, encoding, secret } = source.signing;
      const right = prefix + createHmac("sha256", secret).update(body).digest(encoding);
      if (headers[header] !== right) {
        quarantined += 1;
        return;
      }
    }
    const id = `${name}/${deliveryId}`;
    if (!bodies.has(id) && hits(faults.doubleEvery, fake.posts)) bodies.set(`${id}/again`, body);
    if (!hits(faults.loseEvery, fake.posts)) bodies.set(id, body);
  };

  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    fake.posts += 1;
    if (hits(faults.throttleEvery, fake.posts)) return response.writeHead(429).end();
    if (hits(faults.refuseEvery, fake.posts)) return response.writeHead(400).end("bad");
    store(request.url?.split("/").at(-1) ?? "", request.headers, Buffer.concat(chunks));
    if (hits(faults.cutEvery, fake.posts)) return request.socket.destroy();
    return response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const ofTheRun = (pattern: Buffer) =>
    [...bodies.values()].filter((body) => body.subarray(0, pattern.length).equals(pattern));
  const clients = {
    sqs: {
      send: async ({ input }: { input: { QueueUrl: string } }) => ({
        Attributes: {
          ApproximateNumberOfMessages: String(input.QueueUrl.endsWith("quarantine") ? quarantined : 0),
          ApproximateNumberOfMessagesNotVisible: "0",
        },
      }),
    },
    ecs: { send: async () => ({ services: [{ runningCount: 2, desiredCount: 2 }] }) },
    pool: {
      query: async (text: string, [pattern]: [Buffer]) => {
        const found = ofTheRun(pattern);
        return text.includes("count(*)")
          ? { rows: [{ stored: String(found.length), p50: 12, p99: 34 }] }
          : { rows: found.map((body) => ({ body })) };
      },
    },
  };
  const fake: FakeWebhooks = {
    target: {
      outputs: {
        apiEndpoint: `http://127.0.0.1:${port}/base/`,
        queueUrl: "https://sqs/queue",
        deadLetterQueueUrl: "https://sqs/dead-letters",
        quarantineQueueUrl: "https://sqs/quarantine",
        clusterName: "cluster",
        serviceName: "service",
        databaseEndpoint: "database:5432",
        databaseName: "webhooks",
        databaseSecretArn: "arn:secret",
        sources: {},
      },
      sources: SOURCES,
      clients: clients as unknown as WebhookTarget["clients"],
      close: async () => {},
    },
    posts: 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}
