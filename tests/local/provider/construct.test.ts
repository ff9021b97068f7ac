import { runtime } from "@pulumi/pulumi";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import { Registry } from "../../../local/engine/registry";
import type { Properties } from "../../../local/engine/resourceHandler";
import { type ProviderServer, serveProvider } from "../../../local/provider/serve";
import { fromStruct, toStruct } from "../../../local/provider/struct";
import { rejection } from "../../support/rejection";
import { FakeHandler } from "../engine/fakeHandler";
import { EngineClient, UNKNOWN } from "./engineClient";
import { FakeMonitor } from "./fakeMonitor";

const COMPONENT = "awsx:fake:Thing";
const BACKING = "aws:awsx/fake:Thing";
const URN = `urn:pulumi:local::p::sluice:index:Box$${COMPONENT}$${BACKING}::lamp`;
const secret = (value: unknown) => ({ [runtime.specialSigKey]: runtime.specialSecretSig, value });

describe("a component of a package", () => {
  let handler: FakeHandler;
  let server: ProviderServer;
  let components: EngineClient;
  let monitor: FakeMonitor;

  beforeEach(async () => {
    monitor = new FakeMonitor();
    await monitor.start();
    handler = new FakeHandler(COMPONENT);
    server = await serveProvider(new Registry([handler], []), "/nowhere");
    components = new EngineClient(server.componentsPort);
  });

  afterEach(async () => {
    components.close();
    await server.stop();
    monitor.stop();
  });

  function requestOf(name: string, inputs: Properties): proto.ConstructRequest {
    return new proto.ConstructRequest()
      .setType(COMPONENT)
      .setName(name)
      .setParent("urn:box")
      .setInputs(toStruct(inputs))
      .setMonitorendpoint(monitor.endpoint);
  }

  async function constructed(request: proto.ConstructRequest) {
    const response = await components.construct(request);
    const dependencies: Record<string, readonly string[]> = {};
    response.getStatedependenciesMap().forEach((urns, property) => {
      dependencies[property] = urns.getUrnsList();
    });
    return { urn: response.getUrn(), state: fromStruct(response.getState()), dependencies };
  }

  it("has a provider of its own, which takes secrets as the engine demands", async () => {
    const handshake = await components.handshake();

    expect(server.debugProviders).to.equal(`aws:${server.port},awsx:${server.componentsPort},tls:${server.keysPort}`);
    expect(handshake.getAcceptSecrets()).to.equal(true);
  });

  it("is registered, with a backing resource below it that has the same inputs", async () => {
    await constructed(requestOf("lamp", { size: 3 }));

    const facts = monitor.registered.map((request) => [
      request.getType(),
      request.getName(),
      request.getParent(),
      request.getCustom(),
      fromStruct(request.getObject()),
    ]);
    expect(facts).to.deep.equal([
      [COMPONENT, "lamp", "urn:box", false, { size: 3 }],
      [BACKING, "lamp", `urn:pulumi:local::p::${COMPONENT}::lamp`, true, { size: 3 }],
    ]);
  });

  it("has the outputs of its backing resource, which depend on it", async () => {
    monitor.make = async (inputs) => ({ ...inputs, arn: "arn:lamp", password: secret("x") });

    const { urn, state, dependencies } = await constructed(requestOf("lamp", { size: secret(3) }));

    const backing = `urn:pulumi:local::p::${BACKING}::lamp`;
    const outputs = { arn: "arn:lamp", password: secret("x") };
    expect(urn).to.equal(`urn:pulumi:local::p::${COMPONENT}::lamp`);
    expect(state).to.deep.equal(outputs);
    expect(dependencies).to.deep.equal({ arn: [backing], password: [backing] });
    expect(monitor.outputs).to.deep.equal([{ urn, outputs }]);
    expect(fromStruct(monitor.registered[1]?.getObject())).to.deep.equal({ size: secret(3) });
  });

  it("hands on what it depends on, its provider and its protection", async () => {
    const request = requestOf("lamp", { size: 1 }).setDependenciesList(["urn:a"]).setProtect(true);
    request.getProvidersMap().set("aws", "urn:provider::id");
    request
      .getInputdependenciesMap()
      .set("size", new proto.ConstructRequest.PropertyDependencies().setUrnsList(["urn:b"]));

    await constructed(request);

    const [component, backing] = monitor.registered;
    for (const registered of [component, backing]) {
      expect(registered?.getDependenciesList()).to.deep.equal(["urn:a"]);
      expect(registered?.getPropertydependenciesMap().get("size")?.getUrnsList()).to.deep.equal(["urn:b"]);
      expect(registered?.getProtect()).to.equal(true);
    }
    expect(component?.getProvidersMap().get("aws")).to.equal("urn:provider::id");
    expect(backing?.getProvider()).to.equal("urn:provider::id");
  });

  it("is made beside others, each with its own outputs", async () => {
    let both = () => {};
    const met = new Promise<void>((resolve) => {
      both = resolve;
    });
    let waiting = 0;
    monitor.make = async ({ size }) => {
      if (++waiting === 2) both();
      await met;
      return { size, arn: `arn:${size}` };
    };

    const made = await Promise.all([
      constructed(requestOf("one", { size: 1 })),
      constructed(requestOf("two", { size: 2 })),
    ]);

    expect(made.map(({ state }) => state)).to.deep.equal([{ arn: "arn:1" }, { arn: "arn:2" }]);
  });

  it("fails as its backing resource does", async () => {
    monitor.make = async () => {
      throw new Error("no lamp today");
    };

    const { message } = await rejection(components.construct(requestOf("lamp", {})));

    expect(message).to.equal("no lamp today");
    expect(monitor.outputs).to.deep.equal([]);
  });

  it("refuses hooks, which nothing would call", async () => {
    const request = requestOf("lamp", {});
    request.setResourceHooks(new proto.ConstructRequest.ResourceHooksBinding().setAfterCreateList(["shout"]));

    const { message } = await rejection(components.construct(request));

    expect(message).to.equal('awsx:fake:Thing "lamp": hooks of components are not supported by the local cloud');
    expect(monitor.registered).to.deep.equal([]);
  });

  describe("has a backing resource that", () => {
    let resources: EngineClient;

    beforeEach(() => {
      resources = new EngineClient(server.port);
    });

    afterEach(() => resources.close());

    async function created() {
      const { inputs } = await resources.check(URN, { size: 3 });
      return { inputs, ...(await resources.create(URN, inputs)) };
    }

    it("the handler of the component's type makes and deletes", async () => {
      const { id, inputs, outputs } = await created();
      await resources.delete(URN, id, inputs);

      expect(outputs).to.deep.equal({ size: 3, arn: `arn:${id}` });
      expect(handler.journal).to.deep.equal(["create lamp", "delete lamp"]);
    });

    it("differs when the files that it reads do, and may then have any outputs", async () => {
      Object.assign(handler, { readsFiles: true });
      const { id, inputs } = await created();
      const before = await resources.diff(URN, id, inputs, inputs);
      handler.fileContent = "new";

      const { changes, replaces } = await resources.diff(URN, id, inputs, inputs);
      const preview = await resources.update(URN, id, inputs, inputs, { preview: true });

      expect(before.changes).to.equal(false);
      expect({ changes, replaces }).to.deep.equal({ changes: true, replaces: [] });
      expect(preview).to.deep.equal({ size: 3, arn: UNKNOWN });
    });
  });
});
