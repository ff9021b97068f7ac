import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { runtime } from "@pulumi/pulumi";
import { expect } from "chai";
import { Registry } from "../../../local/engine/registry";
import { type InvokeHandler, isCodeArchive, type Properties } from "../../../local/engine/resourceHandler";
import { type ProviderServer, serveProvider } from "../../../local/provider/serve";
import { UID_PROPERTY } from "../../../local/provider/uid";
import { rejection } from "../../support/rejection";
import { FakeHandler, THING } from "../engine/fakeHandler";
import { EngineClient, UNKNOWN } from "./engineClient";

const URN = `urn:pulumi:local::sluice::sluice:index:Box$${THING}::lamp`;

const getSize: InvokeHandler = {
  token: "aws:fake/getSize:getSize",
  invoke: async ({ of }) => {
    if (of !== "lamp") throw new Error(`of must be "lamp", got "${of}"`);
    return { size: 7 };
  },
};

/** Keeps what it was given. */
class CodeHandler extends FakeHandler {
  override readonly properties = { ...new FakeHandler().properties, code: "honoured" } as const;
  readonly given: Properties[] = [];
  /** Names that updates were told, with their URNs. */
  readonly updated: string[] = [];

  override async update(...[context, current, inputs]: Parameters<FakeHandler["update"]>) {
    this.updated.push(`${context.physicalName(undefined, 64)} ${context.urn}`);
    return super.update(context, current, inputs);
  }

  override async create(...[context, inputs]: Parameters<FakeHandler["create"]>) {
    this.given.push(inputs);
    return super.create(context, inputs);
  }
}

describe("serveProvider", () => {
  let handler: CodeHandler;
  let server: ProviderServer;
  let engine: EngineClient;
  let codeFolder: string;

  beforeEach(async () => {
    handler = new CodeHandler();
    codeFolder = mkdtempSync(path.join(os.tmpdir(), "sluice-provider-"));
    server = await serveProvider(new Registry([handler], [getSize]), codeFolder);
    engine = new EngineClient(server.port);
  });

  afterEach(async () => {
    engine.close();
    await server.stop();
    rmSync(codeFolder, { recursive: true });
  });

  async function created(inputs: Properties, seed = "seed") {
    const { inputs: known } = await engine.check(URN, inputs, {}, seed);
    return { inputs: known, ...(await engine.create(URN, known)) };
  }

  it("tells the CLI where resources and components are served", () => {
    const { port, componentsPort, keysPort, imagesPort } = server;
    expect(server.debugProviders).to.equal(
      `aws:${port},awsx:${componentsPort},tls:${keysPort},docker-build:${imagesPort}`,
    );
  });

  describe("check", () => {
    it("names every property that is not supported, and lets the supported ones pass", async () => {
      const { failures } = await engine.check(URN, { size: 1, colour: "red", shape: UNKNOWN });

      expect(failures.map(({ property }) => property)).to.deep.equal(["colour", "shape"]);
      expect(failures[0]?.reason).to.equal(
        "is not supported locally yet: unset it for this stack, or honour it in local/resources/fake/thing.ts " +
          "(supported: code, name, place, secret, size)",
      );
    });

    it("refuses a type that has no handler", async () => {
      const { failures } = await engine.check("urn:pulumi:local::sluice::aws:sns/topic:Topic::alarms", {});

      expect(failures).to.deep.equal([
        {
          property: "",
          reason:
            "aws:sns/topic:Topic is not supported locally yet: sluice check lists all that is not, and --stub " +
            "aws:sns/topic:Topic lets it pass as an inert resource. To support it, add local/resources/sns/topic.ts and list it in " +
            "local/resources/index.ts",
        },
      ]);
    });
  });

  describe("create", () => {
    it("makes the resource and returns its inputs and outputs", async () => {
      const { id, outputs } = await created({ size: 3 });

      expect(id).to.match(/^lamp-[0-9a-f]{7}$/);
      expect(outputs).to.deep.equal({ size: 3, arn: `arn:${id}` });
      expect(handler.journal).to.deep.equal(["create lamp"]);
    });

    it("makes nothing in a preview, and knows the inputs only", async () => {
      const { inputs } = await engine.check(URN, { size: UNKNOWN, place: "desk" });

      const { id, outputs } = await engine.create(URN, inputs, { preview: true });

      expect({ id, outputs }).to.deep.equal({ id: "", outputs: { size: UNKNOWN, place: "desk" } });
      expect(handler.journal).to.deep.equal([]);
    });

    it("gives a replacement another name than what it replaces", async () => {
      const first = await created({ place: "desk" }, "first seed");
      const second = await created({ place: "wall" }, "second seed");

      expect(second.id).not.to.equal(first.id);
    });

    it("unpacks an archive for the handler and returns it as it came", async () => {
      const code = {
        [runtime.specialSigKey]: runtime.specialArchiveSig,
        hash: "abc",
        assets: { "index.js": { [runtime.specialSigKey]: runtime.specialAssetSig, hash: "def", text: "// hello" } },
      };

      const { outputs } = await created({ code });

      expect(outputs.code).to.deep.equal(code);
      const given = handler.given[0]?.code;
      if (!isCodeArchive(given)) throw new Error(`expected unpacked code, got ${JSON.stringify(given)}`);
      expect(path.dirname(given.codeFolder)).to.equal(codeFolder);
      expect(readFileSync(path.join(given.codeFolder, "index.js"), "utf8")).to.equal("// hello");
    });

    it("says why it failed; the engine says which resource it is about", async () => {
      handler.failing.add("create lamp");

      const { message } = await rejection(created({}));

      expect(message).to.equal("no create lamp today");
    });
  });

  describe("diff", () => {
    it("finds nothing between equal inputs, whatever their order and nulls", async () => {
      const { id, inputs } = await created({ place: "desk", size: { a: 1, b: [2, null] } });

      const diff = await engine.diff(URN, id, inputs, { ...inputs, name: null, size: { b: [2, null], a: 1 } });

      expect(diff).to.deep.equal({ changes: false, replaces: [], deleteBeforeReplace: false, detail: {} });
    });

    it("tells updates from replacements, and added from removed properties", async () => {
      const { id, inputs } = await created({ place: "desk", size: 1, secret: "s" });
      const { secret: _, ...others } = inputs;

      const diff = await engine.diff(URN, id, inputs, { ...others, place: "wall", size: 2, code: "c" });

      expect(diff).to.deep.equal({
        changes: true,
        replaces: ["place"],
        deleteBeforeReplace: false,
        detail: { place: "UPDATE_REPLACE", size: "UPDATE", secret: "DELETE", code: "ADD" },
      });
    });

    it("takes an unknown value for a change", async () => {
      const { id, inputs } = await created({ place: "desk" });

      const diff = await engine.diff(URN, id, inputs, { ...inputs, place: [UNKNOWN] });

      expect(diff.replaces).to.deep.equal(["place"]);
    });

    it("compares archives by their hash", async () => {
      const archive = (hash: string) => ({ [runtime.specialSigKey]: runtime.specialArchiveSig, hash, assets: {} });
      const { id, inputs } = await created({ code: archive("one") });

      const same = await engine.diff(URN, id, inputs, { ...inputs, code: { ...archive("one"), assets: undefined } });
      const other = await engine.diff(URN, id, inputs, { ...inputs, code: archive("two") });

      expect([same.changes, other.changes]).to.deep.equal([false, true]);
    });

    it("asks to delete first where both would have the name that the program chose", async () => {
      const { id, inputs } = await created({ name: "the-lamp", place: "desk" });

      const { deleteBeforeReplace } = await engine.diff(URN, id, inputs, { ...inputs, place: "wall" });

      expect(deleteBeforeReplace).to.equal(true);
    });
  });

  describe("update", () => {
    it("updates the resource, whose name stays", async () => {
      const { id, inputs } = await created({ size: 1 });
      const { inputs: after } = await engine.check(URN, { size: 2 }, inputs, "another seed");

      const outputs = await engine.update(URN, id, inputs, after);

      expect(outputs).to.deep.equal({ size: 2, arn: `arn:${id}` });
      expect(handler.journal).to.deep.equal(["create lamp", "update lamp"]);
      expect((await engine.read(URN, id, after)).outputs).to.deep.equal(outputs);
    });

    it("keeps the name and the ids of a resource that an alias moved to another URN", async () => {
      const { id, inputs } = await created({ size: 1 });
      const moved = URN.replace("::lamp", "::lantern");
      const { inputs: after } = await engine.check(moved, { size: 2 }, inputs, "another seed");

      const { replaces } = await engine.diff(moved, id, inputs, after);
      await engine.update(moved, id, inputs, after);

      expect(replaces).to.deep.equal([]);
      expect(handler.updated).to.deep.equal([`${id} ${URN}`]);
      await engine.delete(moved, id, after);
      expect(handler.journal).to.deep.equal(["create lamp", "update lamp", "delete lamp"]);
    });

    it("expects in a preview that outputs stay", async () => {
      const { id, inputs } = await created({ size: 1 });

      const outputs = await engine.update(URN, id, inputs, { ...inputs, size: UNKNOWN }, { preview: true });

      expect(outputs).to.deep.equal({ size: UNKNOWN, arn: `arn:${id}` });
      expect(handler.journal).to.deep.equal(["create lamp"]);
    });
  });

  describe("delete", () => {
    it("deletes what was replaced, not its replacement", async () => {
      const first = await created({ place: "desk" }, "first seed");
      const second = await created({ place: "wall" }, "second seed");

      await engine.delete(URN, first.id, first.inputs);

      expect((await engine.read(URN, first.id, first.inputs)).id).to.equal("");
      expect((await engine.read(URN, second.id, second.inputs)).id).to.equal(second.id);
    });

    it("keeps a resource whose deletion failed", async () => {
      const { id, inputs } = await created({});
      handler.failing.add("delete lamp");

      const { message } = await rejection(engine.delete(URN, id, inputs));

      expect(message).to.equal("no delete lamp today");
      expect((await engine.read(URN, id, inputs)).id).to.equal(id);
    });
  });

  describe("read", () => {
    it("finds a resource by its id, as a program does that looks one up", async () => {
      const { id, inputs, outputs } = await created({ size: 3 });

      const found = await engine.read(`urn:pulumi:other::p::${THING}::mine`, id);

      const { [UID_PROPERTY]: _, ...own } = inputs;
      expect(found).to.deep.equal({ id, inputs: own, outputs });
    });

    it("goes on with a resource that was imported by its id", async () => {
      const { id } = await created({ size: 1 });
      const imported = await engine.read(`urn:pulumi:other::p::${THING}::mine`, id);
      const { inputs } = await engine.check(`urn:pulumi:other::p::${THING}::mine`, imported.inputs, {}, "import");

      expect((await engine.diff(URN, id, inputs, inputs)).changes).to.equal(false);
      await engine.update(URN, id, inputs, { ...inputs, size: 2 });
      await engine.delete(URN, id, { ...inputs, size: 2 });

      expect(handler.journal).to.deep.equal(["create lamp", "update lamp", "delete lamp"]);
    });
  });

  it("describes its resource types, for programs that an import writes", async () => {
    const { resources } = await engine.schema();

    expect(resources[THING]?.inputProperties.size).to.deep.equal({ $ref: "pulumi.json#/Any" });
    expect(resources[THING]?.inputProperties).not.to.have.property(UID_PROPERTY);
  });

  it("listens on four ports in a row, which are the same in every start", async () => {
    const registry = new Registry([handler], []);
    let port: number;
    // Another process may listen on one of those that follow: then the row begins elsewhere.
    for (;;) {
      port = server.port;
      engine.close();
      await server.stop();
      const inARow = await serveProvider(registry, codeFolder, port).catch(() => undefined);
      server = inARow ?? (await serveProvider(registry, codeFolder));
      engine = new EngineClient(server.port);
      if (inARow) break;
    }

    expect(server.debugProviders).to.equal(`aws:${port},awsx:${port + 1},tls:${port + 2},docker-build:${port + 3}`);
  });

  it("names a port that is taken, and leaves nothing listening", async () => {
    const { message } = await rejection(serveProvider(new Registry([handler], []), codeFolder, server.port));

    expect(message).to.match(new RegExp(`^a provider cannot listen on port ${server.port}: `));
  });

  describe("after a restart of the local cloud", () => {
    let id: string;
    let inputs: Properties;

    beforeEach(async () => {
      ({ id, inputs } = await created({ size: 1 }));
      engine.close();
      await server.stop();
      server = await serveProvider(new Registry([handler], []), codeFolder);
      engine = new EngineClient(server.port);
    });

    it("says that a resource is gone when the engine reads it", async () => {
      expect((await engine.read(URN, id, inputs)).id).to.equal("");
    });

    it("takes it for deleted", async () => {
      await engine.delete(URN, id, inputs);

      expect(handler.journal).to.deep.equal(["create lamp"]);
    });

    for (const call of ["diff", "update"] as const) {
      it(`refuses to ${call} it, and says what helps`, async () => {
        const { message } = await rejection(engine[call](URN, id, inputs, { ...inputs, size: 2 }));

        expect(message).to.equal(
          `${THING} "lamp" (${id}) is not in the local cloud, which keeps nothing when it is restarted: ` +
            "run `pulumi up --refresh` to make everything anew",
        );
      });
    }
  });

  describe("invoke", () => {
    it("answers a function", async () => {
      expect(await engine.invoke("aws:fake/getSize:getSize", { of: "lamp" })).to.deep.equal({ size: 7 });
    });

    it("passes a function's failure on", async () => {
      const { message } = await rejection(engine.invoke("aws:fake/getSize:getSize", { of: "chair" }));

      expect(message).to.equal('of must be "lamp", got "chair"');
    });
  });

  describe("the provider's settings", () => {
    it("are refused where the local cloud would behave otherwise", async () => {
      const { failures } = await engine.checkConfig({
        region: "eu-west-1",
        allowedAccountIds: '["111122223333"]',
        assumeRoles: "[]",
        profile: "work",
        version: "7.48.0",
      });

      expect(failures).to.have.deep.members([
        { property: "region", reason: 'must be "us-east-1" in the local cloud, got "eu-west-1"' },
        {
          property: "allowedAccountIds",
          reason: 'must contain "000000000000", the account of the local cloud, got "[\\"111122223333\\"]"',
        },
        { property: "assumeRoles", reason: "is not supported by the local cloud: unset it for this stack" },
      ]);
    });

    it("replace nothing when they change", async () => {
      const { changes, replaces } = await engine.diffConfig({ profile: "a" }, { profile: "b" });

      expect({ changes, replaces }).to.deep.equal({ changes: true, replaces: [] });
    });
  });
});
