import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { DescribeServicesCommand, ECSClient, ListTasksCommand, StopTaskCommand } from "@aws-sdk/client-ecs";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { accessOf } from "../../cli/localAccess";
import { type LocalCloud, start } from "../../local/cloud";
import { describeInBrowser } from "../support/browser";
import { until } from "../support/until";

const ROOT = path.resolve(__dirname, "../..");
/** Long enough for a busy machine to start tasks, of which one is stopped before the time is over. */
const DURATION_SECONDS = 90;
const LOAD = {
  tasks: 2,
  requestsPerSecond: 2,
  durationMinutes: DURATION_SECONDS / 60,
  invalidPercent: { user_name: 10, email: 10, pincode: 10, "email+pincode": 10 },
};

interface Line {
  message: string;
  until?: string;
  account?: { sent: number; answers: Record<string, Record<string, number>> };
}

/** The system `ingestion` with its traffic and its dashboard, of which each comes and goes while it runs. */
describe("the system ingestion under simulated traffic", function () {
  this.timeout(300_000);

  const config: Record<string, unknown> = { systems: ["ingestion"] };
  const lines: Line[] = [];
  let workFolder: string;
  let cloud: LocalCloud;
  let ecs: ECSClient;
  let dynamo: DynamoDBClient;
  let greatestWhileRising = 0;

  const toggle = (settings: object) => {
    config.ingestion = { deletionProtection: false, auth: "public", ...settings };
  };
  const output = (name: string) =>
    String((cloud.outputs.ingestion?.value as Record<string, unknown> | undefined)?.[name]);
  const service = async () => {
    const [cluster, name] = [output("trafficClusterName"), output("trafficServiceName")];
    const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [name] }));
    return services[0];
  };
  const entries = async () => {
    const { Count = 0 } = await dynamo.send(
      new ScanCommand({
        TableName: output("tableName"),
        Select: "COUNT",
        ConsistentRead: true,
        FilterExpression: "#status = :stored",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":stored": { S: "stored" } },
      }),
    );
    return Count;
  };
  const accounts = () => lines.filter(({ message }) => message === "has sent");
  const sending = () => lines.filter(({ message }) => message === "sends traffic");
  /** Resolves once no task runs, and the last lines of all of them have come. */
  const over = () =>
    until(async () => {
      const described = await service();
      return described?.desiredCount === 0 && described.runningCount === 0 && accounts().length === sending().length;
    });
  /** Adds up what all tasks counted, by kind and answer. */
  const answers = () => {
    const sums: Record<string, Record<string, number>> = {};
    for (const { account } of accounts()) {
      for (const [kind, counts] of Object.entries(account?.answers ?? {})) {
        const ofKind = sums[kind] ?? {};
        for (const [answer, count] of Object.entries(counts)) ofKind[answer] = (ofKind[answer] ?? 0) + count;
        sums[kind] = ofKind;
      }
    }
    return sums;
  };
  const requestsSince = (from: number) => {
    const entryApi = cloud.resources.find(({ name, type }) => name === "ingestion-door" && type.includes("Function"));
    const of = {
      namespace: "AWS/Lambda",
      metricName: "Invocations",
      dimensions: { FunctionName: String(entryApi?.state.name) },
    };
    return cloud.services.metrics.statistic({ ...of, statistic: "Sum", from, to: Date.now() + 1000 }) ?? 0;
  };
  const pageUrl = () => `${cloud.services.edgeUrl}/_local/dashboards/${output("dashboardName")}?range=300&period=1`;
  /** Latest, least and greatest number of calls of the public URL in a second. */
  const callsOn = async (page: Page) => {
    const row = page
      .getByRole("region", { name: "Public URL: invocations" })
      .getByRole("row", { name: /^invocations/ });
    return (await row.locator("td").allTextContents()).map(Number);
  };

  before(async () => {
    workFolder = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-traffic-")));
    toggle({ traffic: true, dashboard: true, load: LOAD });
    const log = (source: string, line: string) => {
      if (process.env.SHOW) process.stderr.write(`${source}: ${line}\n`);
      try {
        if (source.includes("traffic") && line.startsWith("{")) lines.push(JSON.parse(line) as Line);
      } catch {
        // Not every line that begins so is JSON.
      }
    };
    cloud = await start(
      { folder: ROOT, stack: "local", config },
      { port: 0, workFolder, report: { stage() {}, log, warn: log } },
    );
    const client = { ...accessOf(cloud.services) };
    ecs = new ECSClient(client);
    dynamo = new DynamoDBClient(client);
  });

  after(async () => {
    ecs?.destroy();
    dynamo?.destroy();
    await cloud?.stop();
    rmSync(workFolder, { recursive: true, force: true });
  });

  // Groups run in their order, after single tests: so each test of this story is in one.
  describe("from its tasks", () => {
    it("goes on by another task where one is stopped, which does not begin the time anew", async () => {
      await until(() => sending().length === 2);
      const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster: output("trafficClusterName") }));
      await ecs.send(new StopTaskCommand({ cluster: output("trafficClusterName"), task: taskArns[0] ?? "" }));
      await until(() => sending().length === 3);

      const end = ((await service())?.createdAt?.getTime() ?? 0) + DURATION_SECONDS * 1000;
      expect(sending().map((line) => line.until)).to.deep.equal(
        Array.from({ length: 3 }, () => new Date(end).toISOString()),
      );
    });
  });

  describeInBrowser("on the page of its dashboard", (browser) => {
    it("rises", async () => {
      const page = await browser.open(pageUrl());

      [, , greatestWhileRising = 0] = await until(
        () => callsOn(page),
        ([, , greatest = 0]) => greatest > 0,
      );

      expect(await page.getByText("There are no charges here").isVisible()).to.equal(true);
      await browser.keep(page, "traffic-rising");
    });
  });

  describe("from its tasks, at their end", () => {
    it("was of every kind, and each valid entry is stored", async () => {
      await over();

      const answered = answers();
      expect(
        Object.fromEntries(Object.entries(answered).map(([kind, counts]) => [kind, Object.keys(counts)])),
      ).to.deep.equal({
        valid: ["201"],
        user_name: ["400"],
        email: ["202"],
        pincode: ["202"],
        "email+pincode": ["400"],
      });
      expect(await entries()).to.equal(answered.valid?.["201"]);
    });
  });

  describeInBrowser("on the page of its dashboard, later", (browser) => {
    it("has ended", async () => {
      const page = await browser.open(pageUrl());
      const chart = page.getByRole("group", { name: /^Public URL: invocations/ });
      await chart.focus();

      await page.keyboard.press("End");

      await page
        .getByText(/^At .*, for 1 s$/)
        .first()
        .waitFor();
      // The latest period may be the one of the last call, until the next one begins.
      const [, , greatest] = await until(
        () => callsOn(page),
        ([now]) => Number.isNaN(now),
      );
      expect(greatest).to.be.at.least(greatestWhileRising);
      await page.keyboard.press("Escape");
      await browser.keep(page, "traffic-ended");
    });
  });

  describe("by its toggles", () => {
    it("goes while the dashboard and what was stored stay", async () => {
      const stored = await entries();
      toggle({ traffic: false, dashboard: true, load: LOAD });

      const changes = await cloud.reload();

      expect(new Set(changes.map(({ kind }) => kind))).to.deep.equal(new Set(["deleted", "updated"]));
      expect(cloud.outputs.ingestion?.value).not.to.have.property("trafficServiceName");
      expect(output("dashboardName")).to.equal("sluice-local-ingestion");
      expect(await entries()).to.equal(stored);
    });

    it("comes again onto a stream that feeds the table without the URL, and every valid record is stored once", async () => {
      const before = await entries();
      const from = Date.now();
      lines.length = 0;
      const load = { ...LOAD, target: "stream", durationMinutes: 30 / 60, requestsPerSecond: 8 };
      toggle({ traffic: true, dashboard: false, load });

      await cloud.reload();
      await over();
      const sent = answers();
      const valid = sent.valid?.put ?? 0;
      await until(async () => (await entries()) >= before + valid);

      expect(Object.values(sent).flatMap((counts) => Object.keys(counts))).to.deep.equal(
        Object.keys(sent).map(() => "put"),
      );
      expect(Object.keys(sent).sort()).to.deep.equal(["email", "email+pincode", "pincode", "user_name", "valid"]);
      expect(valid).to.be.greaterThan(50);
      expect(await entries()).to.equal(before + valid);
      expect(requestsSince(from)).to.equal(0);
      expect(cloud.outputs.ingestion?.value).not.to.have.property("dashboardName");
    });
  });
});
