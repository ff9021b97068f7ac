import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { silentReport } from "../../local/base/report";
import { type CloudForPulumi, startForPulumi } from "../../local/cloudForPulumi";
import { rejection } from "../support/rejection";
import { EngineStack, type EngineStep } from "./engineStack";
import { childProcesses, type Inventory, takeInventory } from "./inventory";

/** The expectations of one system's life under the engine. */
export interface SystemUnderEngine {
  /** As `sluice:systems` names it. */
  system: string;
  /** Uses the system and asserts exact results; called several times over the system's life. */
  use(outputs: Record<string, unknown>, cloud: CloudForPulumi): Promise<void>;
  /** Divides the waiting times of the local cloud, such as Firehose's. @default 1 */
  timeScale?: number;
  /** Settings of the block that `change` names to begin with, where they differ from the stack's. */
  settings?: object;
  /** Settings to change in a running system, and every step that follows from them, as {@link linesOf} writes them. */
  change: { block: string; settings: object; steps: readonly string[] };
  /** A resource to replace, though nothing differs, and every step that follows from it. */
  replacement: { name: string; steps: readonly string[] };
  /** Types of the resources that stay when the stack is destroyed, one for each, because others need them. @default none */
  outlives?: readonly string[];
}

/** The life of a system, from its first preview to its end: the steps build on each other. */
export function describeSystem(under: SystemUnderEngine): void {
  const { system, timeScale = 1, use, settings, change, replacement, outlives = [] } = under;
  describe(`the system ${system} under the Pulumi engine`, () => {
    let workFolder: string;
    let cloud: CloudForPulumi;
    let stack: EngineStack;
    let untouched: Inventory;
    let planned: readonly EngineStep[];

    before(async () => {
      workFolder = mkdtempSync(path.join(os.tmpdir(), "sluice-cloud-"));
      cloud = await startForPulumi({ port: 0, workFolder, report: silentReport, timeScale });
      stack = await EngineStack.create(system, cloud);
      if (settings !== undefined) await stack.configure(change.block, settings);
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

      expect(linesOf(made)).to.deep.equal(linesOf(planned));
      expect(cloud.server.provider.count).to.equal(managed(made).length);
    });

    it("works", async () => use(await stack.outputs(), cloud));

    it("is left alone by a second up", async () => {
      expect(await stack.up()).to.deep.equal([]);
    });

    it("is found as it is by a refresh", async () => {
      expect(await stack.refresh()).to.deep.equal([]);
    });

    describe("with changed settings", () => {
      before(() => stack.configure(change.block, change.settings));

      it("previews the updates that follow from them, and no others", async () => {
        expect(linesOf(await stack.preview())).to.deep.equal(change.steps);
      });

      it("updates exactly those", async () => {
        expect(linesOf(await stack.up())).to.deep.equal(change.steps);
        expect(await stack.preview()).to.deep.equal([]);
      });

      it("works", async () => use(await stack.outputs(), cloud));
    });

    describe("with a resource that is replaced", () => {
      it("replaces what belongs to it, and updates what names it", async () => {
        const inUse = await takeInventory(cloud);

        const steps = await stack.up({ replace: [replacement.name] });

        expect(linesOf(steps)).to.deep.equal(replacement.steps);
        const { tables, queues } = await takeInventory(cloud);
        expect([tables.length, queues.length]).to.deep.equal([inUse.tables.length, inUse.queues.length]);
      });

      it("works", async () => use(await stack.outputs(), cloud));
    });

    describe("when the local cloud is restarted", () => {
      before(async () => {
        await cloud.stop();
        cloud = await startForPulumi({ port: 0, workFolder, report: silentReport, timeScale });
        stack.attach(cloud);
        untouched = await takeInventory(cloud);
      });

      it("is told to refresh, instead of being taken for unchanged", async () => {
        const { message } = await rejection(stack.preview());

        expect(message).to.match(/is not in the local cloud, .* run `pulumi up --refresh` to make everything anew/);
      });

      it("is found to be gone by a refresh", async () => {
        const steps = await stack.refresh();

        expect(new Set(steps.map(({ op }) => op))).to.deep.equal(new Set(["delete"]));
        expect(steps).to.have.lengthOf(managed(planned).length);
      });

      it("is made anew by an up, and works", async () => {
        await stack.up();

        await use(await stack.outputs(), cloud);
      });
    });

    describe("destroyed", () => {
      let functions: readonly string[];
      let endpoints: readonly string[];
      let networks: readonly string[];
      let databases: readonly string[];
      let secrets: readonly string[];

      before(async () => {
        functions = await stack.outputsOf("aws:lambda/function:Function", "arn");
        endpoints = await stack.outputsOf("aws:apigatewayv2/api:Api", "apiEndpoint");
        networks = await stack.idsOf("aws:ec2/vpc:Vpc");
        databases = await stack.outputsOf("aws:rds/instance:Instance", "identifier");
        secrets = await stack.outputsOf("aws:secretsmanager/secret:Secret", "arn");
        await stack.destroy();
      });

      it("leaves no table, queue, task, process or file", async () => {
        expect(cloud.server.provider.count).to.equal(outlives.length);
        expect(await takeInventory(cloud)).to.deep.equal(untouched);
      });

      it("leaves no function", async () => {
        for (const arn of functions) {
          expect((await rejection(cloud.services.lambda.invoke(arn, {}))).message).to.include("not found");
        }
      });

      it("leaves no API", async () => {
        for (const endpoint of endpoints) {
          expect((await fetch(endpoint)).status).to.equal(404);
        }
      });

      it("leaves no network, database or secret", async () => {
        const { ec2, rds, secretsManager } = cloud.services;

        for (const id of networks) expect(() => ec2.vpc(id)).to.throw("does not exist");
        for (const identifier of databases)
          expect((await rejection(rds.connections(identifier))).message).to.include(identifier);
        for (const arn of secrets) expect(() => secretsManager.value(arn)).to.throw("can't find");
      });

      it("leaves no process once the local cloud has ended as well", async () => {
        await cloud.stop();

        expect(childProcesses()).to.deep.equal([]);
      });
    });
  });
}

/** Sorted lines, such as `update aws:sqs/queue:Queue orders (visibilityTimeoutSeconds)`. */
export function linesOf(steps: readonly EngineStep[]): readonly string[] {
  return steps
    .map(({ op, type, name, properties }) => {
      return `${op} ${type} ${name}${properties.length > 0 ? ` (${properties.join(", ")})` : ""}`;
    })
    .sort();
}

/** Those of resources that a provider makes. */
export function managed(steps: readonly EngineStep[]): readonly EngineStep[] {
  return steps.filter(({ custom }) => custom);
}
