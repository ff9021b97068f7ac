import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import { expect } from "chai";
import { loadWebhooks } from "../../cli/load/webhooks/load";
import { connectWebhooks, type WebhookTarget } from "../../cli/load/webhooks/target";
import { accessOf } from "../../cli/localAccess";
import { take } from "../../cli/tours/webhooks";
import { systemClock } from "../../local/base/clock";
import { silentReport } from "../../local/base/report";
import { type LocalCloud, start } from "../../local/cloud";
import { leakingLines, logLines, MARKS } from "../support/logLines";
import { tourLines } from "../support/tourLines";
import { until } from "../support/until";

const ROOT = path.join(__dirname, "..", "..");
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

/** Bodies that break receivers that decode, trim or parse them. */
const BODIES: Readonly<Record<string, string>> = {
  "a form": "a=1+2&b=%26&c=100%",
  "UTF-8": '{"name":"Zoë 🐝","city":"Łódź"}',
  "no JSON": "not { json",
  "spaces around it": "  \n {} \t\n",
  quotes: `{"say":"\\"hi\\"","also":'no'}`,
};

describe("the system webhooks, run on this machine", function () {
  this.timeout(240_000);

  let workFolder: string;
  let cloud: LocalCloud;
  let target: WebhookTarget;

  before(async () => {
    workFolder = mkdtempSync(path.join(tmpdir(), "sluice-webhooks-"));
    cloud = await start(
      { folder: ROOT, stack: "local", config: { systems: ["webhooks"] } },
      { port: 0, workFolder, report: silentReport, timeScale: 20 },
    );
    target = await connectWebhooks(cloud.outputs.webhooks?.value as object, accessOf(cloud.services));
  });

  after(async () => {
    await target?.close();
    await cloud?.stop();
    rmSync(workFolder, { recursive: true, force: true });
  });

  function post(source: string, body: string, headers: Record<string, string> = {}) {
    return fetch(`${target.outputs.apiEndpoint}/webhook/${source}`, { method: "POST", body, headers });
  }

  /** The rows of a source, once there are so many. */
  async function rowsOf(source: string, count: number): Promise<{ delivery_id: string; body: Buffer }[]> {
    const query = "SELECT delivery_id, body FROM webhook_deliveries WHERE source = $1 ORDER BY received_at";
    const { rows } = await until(
      () => target.clients.pool.query(query, [source]),
      (found) => found.rows.length >= count,
    );
    return rows;
  }

  it("stores each delivery once, however often it is sent, and none that is forged", async () => {
    const settle = { pollMs: 200, confirmMs: 500, quietMs: 120_000, scaleInMs: 0 };

    const result = await loadWebhooks({ count: 100, concurrency: 20, duplicates: 10, forged: 5, settle }, target, {
      clock: systemClock,
      terminal: nowhere(),
    });

    expect(result.account).to.include({ accepted: 85, repeated: 10, forged: 5, refused: 0, unknown: 0 });
    expect(result.account).to.include({ stored: 85, lost: 0, twice: 0, forgedStored: 0, balances: true });
    expect([result.quarantined, result.deadLetters]).to.deep.equal([5, 0]);
  });

  it("keeps bodies byte for byte, under the id of their request where a source sends none", async () => {
    const answers = await Promise.all(Object.values(BODIES).map((body) => post("plain", body)));

    const rows = await rowsOf("plain", answers.length);
    expect(answers.map(({ status }) => status)).to.deep.equal(answers.map(() => 202));
    expect(rows.map(({ body }) => body.toString("utf8"))).to.have.members(Object.values(BODIES));
    expect(rows.map((row) => row.delivery_id)).to.have.members(
      answers.map(({ headers }) => headers.get("apigw-requestid")),
    );
  });

  for (const [what, source, headers] of [
    ["without a signature", "github", { "x-github-delivery": "d-1" }],
    ["without a delivery id", "github", { "x-hub-signature-256": "sha256=00" }],
    ["without a body", "plain", {}],
  ] as const) {
    it(`refuses a webhook ${what} in the API, before the queue`, async () => {
      const { status } = await post(source, what === "without a body" ? "" : "body", headers);

      expect(status).to.equal(400);
    });
  }

  it("shows nothing in its logs of what webhooks hold, right ones and forged ones", async () => {
    const body = JSON.stringify(MARKS);
    const before = (await rowsOf("plain", 0)).length;
    const forged = { "x-github-delivery": `d-${before}`, "x-hub-signature-256": "sha256=00" };
    await post("github", body, { ...forged, "user-agent": MARKS.name });
    await post("plain", body);
    await post("plain", `no JSON of ${MARKS.email}`);

    await rowsOf("plain", before + 2);
    await until(() => logLines(cloud).some((line) => line.includes("not signed as its source signs")));
    expect(leakingLines(cloud, Object.values(MARKS))).to.deep.equal([]);
  });

  it("replaces its workers while webhooks keep coming, and stores each one once", async () => {
    const { ecs } = cloud.services;
    const serviceArn = ecs.tasks().find((task) => task.serviceArn !== undefined)?.serviceArn ?? "";
    const running = () => ecs.tasks({ serviceArn }).filter(({ status }) => status === "RUNNING");
    const old = running().map(({ arn }) => arn);
    const before = (await rowsOf("plain", 0)).length;
    let isDeployed = false;
    let sent = 0;
    ecs.redeploy(serviceArn);
    const deployed = ecs.steady(serviceArn).then(() => {
      isDeployed = true;
    });

    // The traffic ends because the old workers are gone, and not the other way round.
    while (!isDeployed) await post("plain", `{"n":${sent++}}`);
    await deployed;
    const left = running().filter(({ arn }) => old.includes(arn));
    const rows = await rowsOf("plain", before + sent);

    expect(old).to.have.length.of.at.least(1);
    expect(left).to.deep.equal([]);
    expect(rows).to.have.length(before + sent);
    expect(new Set(rows.map((row) => row.delivery_id)).size).to.equal(before + sent);
  });

  it("is shown by its tour", async () => {
    expect((await tourLines(take, cloud, "webhooks")).slice(1)).to.deep.equal([
      "   accepted: API Gateway has put it into the queue itself, no function ran",
      "2. a worker takes it, checks the signature, asks the external API, and stores what came of it",
      "   a row in Postgres",
      "3. the same webhook again, as senders do that heard no answer, and one with a wrong signature",
      "   the forged one is in quarantine",
      "   rows in Postgres: 1",
    ]);
  });

  it("refuses a webhook that no message holds", async () => {
    const { status } = await post("plain", "x".repeat(1_048_577));

    expect(status).to.equal(400);
  });
});
