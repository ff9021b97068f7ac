import http from "node:http";
import type { AddressInfo } from "node:net";
import type { DebounceTarget } from "../../../../cli/load/debounce/target";
import type { Clock } from "../../../../local/base/clock";

export interface DebounceFaults {
  /** Asks at once for every nth entity that changes. */
  hastyEvery?: number;
  /** Never stores the last change of every nth entity. */
  forgetEvery?: number;
  /** Every nth webhook is answered 429. */
  throttleEvery?: number;
}

export interface FakeDebounce {
  target: DebounceTarget;
  stop(): Promise<void>;
}

const QUIET_MS = 2_000;

/** A debouncing system, in one process and without a queue, that does, or does not do, its job. */
export async function startFakeDebounce(clock: Clock, faults: DebounceFaults = {}): Promise<FakeDebounce> {
  const entities = new Map<string, number>();
  const asked = new Map<string, { at: number; change: number }[]>();
  const stored = new Map<string, number>();
  const changedAt = new Map<string, number>();
  let posts = 0;
  const hits = (every: number | undefined, n: number) => every !== undefined && n % every === 0;
  const numberOf = (entityId: string) => Number(entityId.split("-").at(-1));

  const ask = (entityId: string) => {
    const change = entities.get(entityId) ?? 0;
    asked.set(entityId, [...(asked.get(entityId) ?? []), { at: clock.now(), change }]);
    stored.set(entityId, hits(faults.forgetEvery, numberOf(entityId)) ? change - 1 : change);
  };
  const ripen = () => {
    for (const [entityId, at] of changedAt) {
      if (clock.now() < at + QUIET_MS) continue;
      changedAt.delete(entityId);
      ask(entityId);
    }
  };

  const routes: Record<string, (body: never) => { status: number; answer?: unknown }> = {
    "PUT /entities": (body: { entities: { entityId: string; change: number }[] }) => {
      for (const { entityId, change } of body.entities) entities.set(entityId, change);
      return { status: 200, answer: { changed: body.entities.length } };
    },
    "POST /entities/requests": (body: { entityIds: string[] }) => ({
      status: 200,
      answer: {
        requests: body.entityIds.map((entityId) => ({ entityId, answered: asked.get(entityId) ?? [], failed: 0 })),
      },
    }),
    "POST /base/webhook/meter": (body: { entityId: string; change: number }) => {
      posts += 1;
      if (hits(faults.throttleEvery, posts)) return { status: 429 };
      changedAt.set(body.entityId, clock.now());
      if (hits(faults.hastyEvery, numberOf(body.entityId)) && body.change === 1) ask(body.entityId);
      return { status: 202 };
    },
  };
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const route = routes[`${request.method} ${request.url}`];
    if (route === undefined) return response.writeHead(404).end();
    const { status, answer } = route(JSON.parse(Buffer.concat(chunks).toString()) as never);
    return response.writeHead(status).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const clients = {
    sqs: {
      send: async () => ({
        Attributes: { ApproximateNumberOfMessages: "0", ApproximateNumberOfMessagesNotVisible: "0" },
      }),
    },
    ecs: { send: async () => ({ services: [{ runningCount: 1, desiredCount: 1 }] }) },
    pool: {
      async query() {
        ripen();
        return { rows: [...stored].map(([entity_id, change]) => ({ entity_id, change: String(change) })) };
      },
    },
  };
  return {
    target: {
      outputs: {
        apiEndpoint: `http://127.0.0.1:${port}/base/`,
        entityApiEndpoint: `http://127.0.0.1:${port}/entities`,
        queueUrl: "https://sqs/queue",
        deadLetterQueueUrl: "https://sqs/dead-letters",
        clusterName: "cluster",
        handlerServiceName: "handlers",
        processorServiceName: "processors",
        databaseEndpoint: "database:5432",
        databaseName: "debounce",
        databaseSecretArn: "arn:secret",
        quietSeconds: QUIET_MS / 1000,
        maxWaitSeconds: 60,
        sources: {},
      },
      sources: [{ name: "meter", deliveryIdHeader: "x-id" }],
      clients: clients as unknown as DebounceTarget["clients"],
      close: async () => {},
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
