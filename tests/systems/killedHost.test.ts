import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { accessOf } from "../../cli/localAccess";
import { resetSystem } from "../../cli/reset";
import { dataFolderOf } from "../../local/base/dataFolder";
import { freePort } from "../../local/base/freePort";
import { readJournal } from "../../local/base/journalFile";
import { silentReport } from "../../local/base/report";
import { type LocalCloud, start } from "../../local/cloud";
import { IngestionCalls, type Links, press } from "../stacks/ingestion/underTest";
import { KillableHost } from "../support/killableHost";
import { logLines } from "../support/logLines";
import { until } from "../support/until";

/** Clients that post one event after another, as fast as they are answered. */
const CLIENTS = 10;
/** Events that are acknowledged when the host is killed. */
const ACKNOWLEDGED = 300;

type Outputs = Record<string, { value?: Record<string, string> } | undefined>;

const CONFIG = {
  systems: ["event-aggregator", "ingestion"],
  ingestion: {
    ...{ auth: "public", listsEntries: true, deletionProtection: false },
    ...{ approvalEmails: ["ada@example.com"], approvalDigestSeconds: 1 },
  },
};

const PROGRAM = { folder: path.resolve(), stack: "local", config: CONFIG };

describe("a local cloud that is killed under load", function () {
  this.timeout(300_000);

  let workFolder: string;
  let port: number;
  let host: KillableHost | undefined;
  let cloud: LocalCloud | undefined;
  let client: DynamoDBClient | undefined;

  /** Before the kill. */
  let endpoint: string;
  let acknowledged: readonly string[];
  let links: Links;
  /** After it. */
  let outputs: Outputs;

  before(async () => {
    workFolder = mkdtempSync(path.join(tmpdir(), "sluice-killed-"));
    port = await freePort("the local cloud");
    const before = await startHost();
    endpoint = endpointOf(before);
    const ingestion = ingestionOf(before);
    links = await ingestion.linksOf(await ingestion.sendAlmostRight("asked"));
    acknowledged = await loadUntilKilled(endpoint);
    await startHere();
  });
  after(async () => {
    host?.kill();
    client?.destroy();
    await cloud?.stop();
    rmSync(workFolder, { recursive: true, force: true });
  });

  async function startHere(): Promise<void> {
    cloud = await start(PROGRAM, { port, workFolder, keep: true, report: silentReport });
    client = new DynamoDBClient(accessOf(cloud.services));
    outputs = cloud.outputs as Outputs;
  }

  async function startHost(): Promise<Outputs> {
    host = KillableHost.start({ folder: path.resolve(), config: CONFIG, workFolder, port });
    return JSON.parse(await host.line()) as Outputs;
  }

  /** @returns the id of an event that was acknowledged */
  async function post(endpoint: string, index: number): Promise<string | undefined> {
    const reply = await fetch(`${endpoint}/trigger-event`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ key: `k-${index % 5}` }),
    });
    const body = (await reply.json()) as { eventId: string };
    return reply.status === 202 ? body.eventId : undefined;
  }

  /** Loads the host until it is killed. @returns the ids of the events that it acknowledged */
  async function loadUntilKilled(endpoint: string): Promise<string[]> {
    const acknowledged: string[] = [];
    let index = 0;
    const client = async () => {
      for (;;) {
        try {
          const id = await post(endpoint, index++);
          if (id !== undefined) acknowledged.push(id);
        } catch {
          // The end of the host meets those that have no answer yet.
          return;
        }
        if (acknowledged.length === ACKNOWLEDGED) host?.kill();
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    await host?.ended();
    return acknowledged;
  }

  it("has every event that was acknowledged at the next start, under the same names, and counts each once", async () => {
    const again = endpointOf(outputs);
    const later = await Promise.all(Array.from({ length: 10 }, (_, index) => post(again, index)));
    const stored = await storedIds(client as DynamoDBClient, outputs.eventAggregator?.value?.eventTable);
    const counted = await until(
      () => countOf(again),
      (count) => count >= stored.size,
    );

    expect(new URL(again).pathname).to.equal(new URL(endpoint).pathname);
    expect(acknowledged).to.have.length.at.least(ACKNOWLEDGED);
    expect([...acknowledged, ...later].filter((id) => id === undefined || !stored.has(id))).to.deep.equal([]);
    expect(counted).to.equal(stored.size);
  });

  it("stores an entry that somebody approves by a link that was mailed before, and asks nobody again", async () => {
    const ingestion = ingestionOf(outputs);
    const { status } = await press(links.approve);

    expect(status).to.equal(200);
    expect(await ingestion.settledStatus("asked")).to.equal("stored");
    expect(await ingestion.storedNames()).to.deep.equal(["asked"]);
    const mails = await ingestion.mails();
    expect(mails.filter(({ text }) => text.includes(links.approve))).to.have.length(1);
    expect((await press(links.reject)).status).to.equal(409);
  });

  it("shows what functions had logged before", () => {
    const stored = logLines(cloud as LocalCloud).filter(
      (line) => line.includes("REPORT RequestId") || line.includes("platform.report"),
    );

    expect(stored.length).to.be.greaterThan(10);
  });

  it("is emptied of one system, and of nothing else", async () => {
    await ingestionOf(outputs).sendAlmostRight("left");
    const before = await countOf(endpointOf(outputs));
    await cloud?.stop();
    expect(keptEntries(workFolder).filter((entry) => entry.includes("ingestion"))).to.not.deep.equal([]);

    const line = await resetSystem(PROGRAM, workFolder, "ingestion");
    const left = keptEntries(workFolder).filter((entry) => entry.includes("ingestion"));
    await startHere();

    expect(line).to.match(/^emptied what ingestion kept in the stack "local" \(\d+ resources\)/);
    expect(left).to.deep.equal([]);
    expect(await ingestionOf(outputs).storedNames()).to.deep.equal([]);
    expect(await (await ingestionOf(outputs).get("pending")).json()).to.deep.include({ pending: [] });
    expect(await countOf(endpointOf(outputs))).to.equal(before);
  });
});

/** The entries that the journals of services hold, but for mails that were sent. */
function keptEntries(workFolder: string): string[] {
  const root = dataFolderOf(workFolder, "local");
  const maps = new Map<string, unknown>();
  for (const service of readdirSync(root)) {
    if (!existsSync(path.join(root, service, "journal"))) continue;
    readJournal(path.join(root, service, "journal"), (entry) => {
      if (!Array.isArray(entry)) return;
      const [map, key, value] = entry as [string, string?, unknown?];
      const name = JSON.stringify([service, map]);
      if (value !== undefined) maps.set(`${name} ${key}`, value);
      else for (const each of maps.keys()) if (each.startsWith(`${name} ${key ?? ""}`)) maps.delete(each);
    });
  }
  return [...maps].map((entry) => JSON.stringify(entry)).filter((entry) => !entry.includes('\\"mails\\"'));
}

function ingestionOf({ ingestion }: Outputs): IngestionCalls {
  return new IngestionCalls(ingestion?.value as IngestionCalls["outputs"]);
}

function endpointOf({ eventAggregator }: Outputs): string {
  return String(eventAggregator?.value?.apiEndpoint);
}

async function countOf(endpoint: string): Promise<number> {
  const { summaries } = (await (await fetch(`${endpoint}/get-summary?limit=100`)).json()) as {
    summaries: { ItemCount: number | string }[];
  };
  return summaries.reduce((sum, { ItemCount }) => sum + Number(ItemCount), 0);
}

async function storedIds(client: DynamoDBClient, TableName: string | undefined): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  let ExclusiveStartKey: Record<string, { S: string }> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName, ExclusiveStartKey, ProjectionExpression: "eventId" }));
    for (const { eventId } of page.Items ?? []) ids.add(String(eventId?.S));
    ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey;
  } while (ExclusiveStartKey !== undefined);
  return ids;
}
