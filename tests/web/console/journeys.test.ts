import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { type AccessCardsTarget, connectAccessCards } from "../../../cli/load/access-cards/target";
import { accessOf } from "../../../cli/localAccess";
import { systemClock } from "../../../local/base/clock";
import { silentReport } from "../../../local/base/report";
import { type LocalCloud, start } from "../../../local/cloud";
import { describeInBrowser } from "../../support/browser";
import { until } from "../../support/until";
import { send } from "./consoleUnderTest";
import { openPage } from "./pageChecks";

const ROOT = path.resolve(__dirname, "../../..");

/** Webhooks that a killed worker gives back after some seconds, and one gate. */
const CONFIG = {
  systems: ["webhooks", "access-cards"],
  webhooks: {
    ...{ deletionProtection: false, acceptsOtherSources: true, simulatedApiAuth: "public" },
    ...{ messagesAtOnce: 1, messageTimeoutSeconds: 3, externalApiTimeoutSeconds: 3, minWorkers: 1, maxWorkers: 1 },
  },
  accessCards: {
    ...{ deletionProtection: false, shards: 1, bufferSeconds: 60 },
    ...{ areas: { hq: { gates: ["hq-1"] } }, devices: ["d-1"] },
  },
};

interface Hop {
  kind: string;
  action: string;
  caller: string;
  target: string;
  outcome: string;
  attempt?: number;
  verdicts: readonly { action: string; allowed: boolean; statement?: object }[];
  request?: { text: string };
}

describeInBrowser("journeys during chaos", (browser) => {
  let workFolder: string;
  let cloud: LocalCloud;
  let cards: AccessCardsTarget;

  before(async function () {
    this.timeout(240_000);
    workFolder = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-journeys-")));
    const options = { port: 0, workFolder, report: silentReport, consoleFolder: path.join(ROOT, "web/console") };
    cloud = await start({ folder: ROOT, stack: "local", config: CONFIG }, { ...options, timeScale: 20 });
    cards = await connectAccessCards(cloud.outputs.accessCards?.value, accessOf(cloud.services), {
      ...{ concurrency: 1, clock: systemClock, terminal: new PassThrough().resume() },
    });
    await look("calls");
  });

  after(async () => {
    await cards?.close();
    await cloud?.stop();
    rmSync(workFolder, { recursive: true, force: true });
  });

  async function look<View>(view: string): Promise<View> {
    const url = cloud.services.edgeUrl;
    const headers = { "sec-fetch-site": "same-origin", origin: url };
    return JSON.parse((await send(`${url}/_local/console/view/${view}`, { headers })).body) as View;
  }

  const calls = async (query: string) => (await look<{ calls: (Hop & { id: string })[] }>(`calls?${query}`)).calls;
  const journeyOf = async (span: string) => (await look<{ hops: Hop[] }>(`journey?span=${span}`)).hops;
  const lineOf = ({ kind, action, caller, target, attempt, outcome }: Hop) =>
    [kind, action, `${caller} > ${target}`, ...(attempt === undefined ? [] : [attempt]), outcome].join(" ");

  async function openJourney(link: string | RegExp): Promise<Page> {
    const { page, problems } = await openPage(browser, `${cloud.services.edgeUrl}/#/journeys`);
    await page.getByRole("link", { name: link }).first().click();
    await page.locator(".waterfall").waitFor();
    expect(problems).to.deep.equal([]);
    return page;
  }

  it("show a webhook whose worker is killed with it in hand, and that another one gets again", async function () {
    this.timeout(180_000);
    const { ecs, chaosSwitches } = cloud.services;
    const webhooks = cloud.outputs.webhooks?.value as { apiEndpoint: string; externalApiEndpoint: string };
    const answerAfter = (latencyMs: number) =>
      fetch(`${webhooks.externalApiEndpoint}/settings`, {
        ...{ method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify({ latencyMs }) },
      });
    await answerAfter(2_500);
    const body = '{"order":"order-000001"}';
    await fetch(`${webhooks.apiEndpoint}/webhook/plain`, { method: "POST", body });
    // The worker is in the middle of it.
    await until(
      () => calls("show=all&text=POST%20/external"),
      (found) => found.some(({ kind }) => kind === "request"),
    );
    chaosSwitches.set({ seed: 7, killTask: 1 });
    await until(() => ecs.tasks().some(({ status }) => status === "STOPPED"));
    chaosSwitches.set(undefined);
    await answerAfter(50);
    await until(
      () => calls("show=all&text=DeleteMessage"),
      (found) => found.some(({ outcome }) => outcome === "ok"),
    );
    const [begun] = await calls("text=POST%20/webhook");
    const hops = await journeyOf(begun?.id ?? "");
    const own = hops.filter(({ action }) => /webhook|sqs:|POST|external-answer/.test(action));

    expect(own.map(lineOf)).to.deep.equal([
      "request POST /webhook/plain a client > webhooks-api ok",
      "call sqs:SendMessage webhooks-api > webhooks-queue ok",
      "call sqs:ReceiveMessage webhooks-worker > webhooks-queue 1 ok",
      "request POST /external webhooks-worker > external-api failed",
      "invocation external-answer external-api > external-answer ok",
      "call sqs:ReceiveMessage webhooks-worker > webhooks-queue 2 ok",
      "request POST /external webhooks-worker > external-api ok",
      "invocation external-answer external-api > external-answer ok",
      "call sqs:DeleteMessageBatch webhooks-worker > webhooks-queue ok",
    ]);
    expect(own.filter(({ request }) => request?.text === undefined)).to.deep.equal([]);
    // A public route needs no permission; whatever else happened says which statement allowed it.
    const allowed = own.filter(({ action, kind }) => kind === "call" || action === "POST /external");
    expect(allowed.map(({ verdicts: [verdict] }) => verdict?.statement !== undefined)).to.deep.equal(
      allowed.map(() => true),
    );

    const page = await openJourney("POST /webhook/plain");
    const again = page.locator("details", { hasText: "attempt 2" }).first();
    await again.locator("summary").click();
    await again.getByText('"sqs:ReceiveMessage"').first().waitFor();
    expect(await page.locator(".badge.bad").count()).to.be.greaterThan(0);
    await browser.keep(page, "journey-webhook-chaos");
  });

  it("show a card from the gate to the archive, with each batch that came twice", async function () {
    this.timeout(180_000);
    const card = { cardId: "card-000001", employeeId: "employee-000001", holder: "Ada" };
    await cards.system.command("register", [card], "run-000001");
    cloud.services.chaosSwitches.set({ seed: 7, duplicateBatch: 1 });
    await cards.gates.enter("hq-1", card.cardId, "request-000001", () => {});
    const entered = async () => (await calls("text=/v1/gates/hq-1/enter"))[0]?.id ?? "";
    const isWhole = (hops: readonly Hop[]) =>
      ["cards-projector", "cards-announcer", "cards-archive-counter"].every((name) =>
        hops.some(({ action, attempt }) => action === name && attempt === 2),
      ) && hops.some(({ action }) => action === "s3:PutObject");
    const hops = await until(async () => journeyOf(await entered()), isWhole);
    cloud.services.chaosSwitches.set(undefined);
    const lines = hops.map(lineOf);

    expect(lines.slice(0, 3)).to.deep.equal([
      "request POST /v1/gates/hq-1/enter a client > cards-gates ok",
      "invocation cards-entry cards-gates > cards-entry ok",
      "call dynamodb:TransactWriteItems cards-entry > cards-cards ok",
    ]);
    expect(lines).to.include.members([
      "invocation cards-occupancy cards-cards > cards-occupancy 1 ok",
      "invocation cards-occupancy cards-cards > cards-occupancy 2 ok",
      "call kinesis:PutRecords cards-outbox > cards-events ok",
      "invocation cards-projector cards-events > cards-projector 1 ok",
      "invocation cards-projector cards-events > cards-projector 2 ok",
      "call sns:PublishBatch cards-announcer > cards-entered ok",
    ]);
    const [archived] = hops.filter(({ action }) => action === "s3:PutObject");
    expect(archived?.verdicts[0]).to.include({ action: "s3:PutObject", allowed: true });
    expect(hops.filter(({ request }) => request?.text === undefined)).to.deep.equal([]);

    const page = await openJourney(/gates\/hq-1\/enter/);
    await page.locator("summary", { hasText: "s3:PutObject" }).first().click();
    expect(await page.getByText("attempt 2").count()).to.be.greaterThan(3);
    await browser.keep(page, "journey-card-chaos");
  });
});
