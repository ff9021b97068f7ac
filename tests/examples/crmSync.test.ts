import { createHmac } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { expect } from "chai";
import type { Pool } from "pg";
import { outputOf, type RunningSystem, runSystem } from "../support/runningSystem";
import { until } from "../support/until";
import { exampleDatabase } from "./exampleDatabase";

const FOLDER = path.resolve(__dirname, "../../examples/crm-sync");
/** As in Pulumi.local.yaml. */
const SECRET = "it-is-no-secret-here";

describe("the example crm-sync, run on this machine", function () {
  this.timeout(240_000);
  let system: RunningSystem;
  let pool: Pool;
  let crm: Server;
  /** The CRM's contacts by id: how often each has changed. */
  const edits = new Map<string, number>();
  const asked: string[] = [];

  before(async () => {
    crm = createServer((request, response) => {
      const id = request.url?.split("/").at(-1) ?? "";
      if (request.headers.authorization !== "Bearer nor-is-this") return response.writeHead(401).end();
      asked.push(id);
      const edit = edits.get(id);
      if (edit === undefined) return response.writeHead(404).end();
      const properties = { firstname: "Ada", lastname: `No. ${edit}`, email: `${id}@example.com` };
      return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ id, properties }));
    }).listen(0, "127.0.0.1");
    await once(crm, "listening");
    const apiUrl = `http://127.0.0.1:${(crm.address() as AddressInfo).port}`;
    system = await runSystem(FOLDER, undefined, { config: { apiUrl, quietSeconds: 4 }, timeScale: 20 });
    pool = await exampleDatabase(system, /^contacts-processor.*"working"/);
  });
  after(async () => {
    await pool?.end();
    await system?.stop();
    crm?.close();
  });
  afterEach(function () {
    if (this.currentTest?.state === "failed") process.stderr.write(`${system.lines.slice(-40).join("\n")}\n`);
  });

  async function send(content: object): Promise<number> {
    const body = JSON.stringify(content);
    const signature = `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;
    const headers = { "x-hub-signature-256": signature, "content-type": "application/json" };
    const { status } = await fetch(outputOf(system, "endpoint"), { method: "POST", body, headers });
    return status;
  }
  async function edit(id: string): Promise<void> {
    edits.set(id, (edits.get(id) ?? 0) + 1);
    expect(await send({ objectType: "contact", objectId: Number(id), at: edits.get(id) })).to.equal(202);
  }
  const contacts = async () =>
    (await pool.query("SELECT id, name, email, deleted_at IS NOT NULL AS gone FROM contacts ORDER BY id::int")).rows;

  it("fits in 60 lines", () => {
    expect(readFileSync(path.join(FOLDER, "index.ts"), "utf8").trimEnd().split("\n").length).to.be.at.most(60);
  });

  it("asks once for each contact that changes a dozen times, and has its last state", async () => {
    const ids = Array.from({ length: 20 }, (_, n) => `${n + 1}`);
    for (let change = 0; change < 12; change++) await Promise.all(ids.map(edit));

    const found = await until(
      contacts,
      (rows) => rows.length === 20 && rows.every(({ name }) => name === "Ada No. 12"),
    );

    expect(found).to.deep.equal(ids.map((id) => ({ id, name: "Ada No. 12", email: `${id}@example.com`, gone: false })));
    expect([...asked].sort()).to.deep.equal([...ids].sort());
    expect(system.lines.filter((line) => line.startsWith("iam:"))).to.deep.equal([]);
  });

  it("keeps a contact that the CRM has deleted, and says so", async () => {
    edits.delete("7");
    await send({ objectType: "contact", objectId: 7 });

    const [gone] = await until(
      async () => (await contacts()).filter((row) => row.gone),
      ({ length }) => length > 0,
    );

    expect(gone).to.deep.equal({ id: "7", name: "Ada No. 12", email: "7@example.com", gone: true });
  });

  it("puts a webhook that is about no contact into quarantine", async () => {
    await send({ objectType: "contact" });

    const queue = outputOf(system, "quarantineQueueUrl").split("/").at(-1);
    const { sqs } = system.cloud.services;
    await until(() => sqs.depth(`arn:aws:sqs:us-east-1:000000000000:${queue}`).visible === 1);
    await system.reported(/put into quarantine.*entityOf names no entity/);
  });
});
