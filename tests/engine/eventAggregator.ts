import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import { expect } from "chai";
import { loadEventAggregator } from "../../cli/load/eventAggregator";
import { systemClock } from "../../local/clock";
import { type CloudForPulumi, startForPulumi } from "../../local/cloudForPulumi";
import { silentReport } from "../../local/report";
import { rejection } from "../support/rejection";
import { EngineStack, type EngineStep } from "./engineStack";
import { childProcesses, type Inventory, takeInventory } from "./inventory";

/** Settings of the stack's file, and what a test adds to them. */
const SETTINGS = { deletionProtection: false };

describe("the system event-aggregator under the Pulumi engine", () => {
  let workFolder: string;
  let cloud: CloudForPulumi;
  let stack: EngineStack;
  let untouched: Inventory;
  let planned: readonly EngineStep[];

  before(async () => {
    workFolder = mkdtempSync(path.join(os.tmpdir(), "sluice-cloud-"));
    cloud = await startForPulumi({ port: 0, workFolder, report: silentReport });
    stack = await EngineStack.create("event-aggregator", cloud);
    untouched = await takeInventory(cloud);
  });

  after(async () => {
    stack?.remove();
    await cloud?.stop();
    rmSync(workFolder, { recursive: true, force: true });
  });

  it("is previewed without making anything", async () => {
    planned = await stack.preview();

    expect(new Set(planned.map(({ op }) => op))).to.deep.equal(new Set(["create"]));
    expect(cloud.server.provider.count).to.equal(0);
    expect(await takeInventory(cloud)).to.deep.equal(untouched);
  });

  it("is made as it was previewed", async () => {
    const made = await stack.up();

    expect(summaryOf(made)).to.deep.equal(summaryOf(planned));
    expect(cloud.server.provider.count).to.equal(made.filter(({ type }) => type.startsWith("aws:")).length);
  });

  it("counts exactly what is posted to it", () => load(1));

  it("is left alone by a second up", async () => {
    expect(await stack.up()).to.deep.equal([]);
  });

  it("has nothing to do in a second preview", async () => {
    expect(await stack.preview()).to.deep.equal([]);
  });

  it("is found as it is by a refresh", async () => {
    expect(await stack.refresh()).to.deep.equal([]);
  });

  describe("with changed settings", () => {
    const expected = [
      "update aws:apigatewayv2/stage:Stage events-api-stage (defaultRouteSettings)",
      "update aws:dynamodb/table:Table events-events (ttl)",
      // Its code holds the names of its variables, of which there is one more.
      "update aws:lambda/function:Function events-producer (code, environment)",
    ];

    before(() => stack.configure("eventAggregator", { ...SETTINGS, eventTtlDays: 7, throttleRateLimit: 500 }));

    it("previews the updates that follow from them, and no others", async () => {
      expect(summaryOf(await stack.preview())).to.deep.equal(expected);
    });

    it("updates exactly those", async () => {
      expect(summaryOf(await stack.up())).to.deep.equal(expected);
      expect(await stack.up()).to.deep.equal([]);
    });

    it("goes on counting, in the same tables", () => load(2));
  });

  describe("with a queue that is replaced", () => {
    let earlier: Inventory;

    it("replaces what belongs to the queue, and updates what names it", async () => {
      earlier = await takeInventory(cloud);

      const steps = await stack.up({ replace: ["events-failures"] });

      expect(summaryOf(steps)).to.deep.equal([
        "replace aws:sqs/queue:Queue events-failures",
        "replace aws:sqs/queuePolicy:QueuePolicy events-failures-policy (policy, queueUrl)",
        "update aws:cloudwatch/metricAlarm:MetricAlarm events-failures-depth (dimensions)",
        "update aws:iam/rolePolicy:RolePolicy events-aggregator-policy (policy)",
        "update aws:lambda/eventSourceMapping:EventSourceMapping events-source (destinationConfig)",
        "update aws:lambda/function:Function events-aggregator (environment)",
      ]);
    });

    it("has the new queue, under another name, instead of the old one", async () => {
      const { queues, tables } = await takeInventory(cloud);

      expect(queues).to.have.lengthOf(1);
      expect(queues).not.to.deep.equal(earlier.queues);
      expect(tables).to.deep.equal(earlier.tables);
    });

    it("goes on counting", () => load(3));
  });

  describe("when the local cloud is restarted", () => {
    before(async () => {
      await cloud.stop();
      cloud = await startForPulumi({ port: 0, workFolder, report: silentReport });
      stack.attach(cloud);
      untouched = await takeInventory(cloud);
    });

    it("is told to refresh instead of taking it for unchanged", async () => {
      const { message } = await rejection(stack.preview());

      expect(message).to.match(/is not in the local cloud, .* run `pulumi up --refresh` to make everything anew/);
    });

    it("is found to be gone by a refresh", async () => {
      const steps = await stack.refresh();

      expect(new Set(steps.map(({ op }) => op))).to.deep.equal(new Set(["delete"]));
      expect(steps.length).to.equal(planned.filter(({ type }) => type.startsWith("aws:")).length);
    });

    it("is made anew by an up, and works", async () => {
      await stack.up();

      await load(4);
    });
  });

  describe("destroyed", () => {
    let endpoint: string;
    let functions: readonly string[];

    before(async () => {
      endpoint = await apiEndpoint();
      const resources = await stack.resources();
      functions = resources
        .filter(({ type }) => type === "aws:lambda/function:Function")
        .map(({ outputs }) => String(outputs?.arn));
      await stack.destroy();
    });

    it("leaves no table, queue, process or file", async () => {
      expect(cloud.server.provider.count).to.equal(0);
      expect(await takeInventory(cloud)).to.deep.equal(untouched);
    });

    it("leaves no function", async () => {
      expect(functions).to.have.lengthOf(3);
      for (const arn of functions) {
        expect((await rejection(cloud.services.lambda.invoke(arn, {}))).message).to.include("not found");
      }
    });

    it("leaves no API", async () => {
      const response = await fetch(`${endpoint}/get-summary`);

      expect(response.status).to.equal(404);
    });

    it("leaves no process when the local cloud ends as well", async () => {
      await cloud.stop();

      expect(childProcesses()).to.deep.equal([]);
    });
  });

  async function apiEndpoint(): Promise<string> {
    return ((await stack.output("eventAggregator")) as { apiEndpoint: string }).apiEndpoint;
  }

  async function load(seed: number): Promise<void> {
    const { account } = await loadEventAggregator(
      { endpoint: await apiEndpoint(), count: 200, concurrency: 10, keys: 7, duplicates: 5, seed },
      { clock: systemClock, terminal: new Writable({ write: (_chunk, _encoding, done) => done() }) },
    );

    expect(account).to.include({ sent: 200, refused: 0, unknown: 0, balances: true });
    expect(account.summarised).to.equal(account.accepted);
  }
});

/** Sorted lines, such as `update aws:sqs/queue:Queue orders (visibilityTimeoutSeconds)`. */
function summaryOf(steps: readonly EngineStep[]): readonly string[] {
  return steps
    .map(({ op, type, name, properties }) => {
      return `${op} ${type} ${name}${properties.length > 0 ? ` (${properties.join(", ")})` : ""}`;
    })
    .sort();
}
