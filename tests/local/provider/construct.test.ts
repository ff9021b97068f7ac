import { runtime } from "@pulumi/pulumi";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import type { ComponentHandler } from "../../../local/engine/componentHandler";
import { Registry } from "../../../local/engine/registry";
import type { Properties } from "../../../local/engine/resourceHandler";
import { type ProviderServer, serveProvider } from "../../../local/provider/serve";
import { fromStruct, toStruct } from "../../../local/provider/struct";
import { rejection } from "../../support/rejection";
import { THING } from "../engine/fakeHandler";
import { EngineClient, UNKNOWN } from "./engineClient";
import { FakeMonitor } from "./fakeMonitor";

const COMPONENT = "awsx:fake:Thing";
const OTHER = "docker-build:fake:Thing";

/** A socket, and below it a bulb of another package. */
const LAMP: ComponentHandler = {
  type: COMPONENT,
  properties: { size: "honoured", colour: "honoured" },
  async construct({ name, inputs }, { stack, make, invoke, text }) {
    const { volts } = await invoke("aws:fake/getVolts:getVolts", { stack });
    const socket = await make({
      type: THING,
      name: `${name}-socket`,
      inputs: { size: inputs.size, colour: undefined },
    });
    const bulb = await make({
      type: OTHER,
      name: `${name}-bulb`,
      inputs: { place: text([inputs.size, volts], (size, volt) => `${size} at ${volt}`) },
      parent: socket,
      dependsOn: [socket],
    });
    return { socketId: socket.id, arn: bulb.output("arn"), bulb: bulb.whole };
  },
};
const SOCKET = `urn:pulumi:local::p::${THING}::lamp-socket`;
const BULB = `urn:pulumi:local::p::${OTHER}::lamp-bulb`;
const secret = (value: unknown) => ({ [runtime.specialSigKey]: runtime.specialSecretSig, value });

describe("a component of a package", () => {
  let server: ProviderServer;
  let components: EngineClient;
  let monitor: FakeMonitor;

  beforeEach(async () => {
    monitor = new FakeMonitor();
    await monitor.start();
    server = await serveProvider(new Registry([], [], [LAMP]), "/nowhere");
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
      .setStack("local")
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

    expect(server.debugProviders).to.contain(`awsx:${server.componentsPort}`);
    expect(handshake.getAcceptSecrets()).to.equal(true);
  });

  it("is registered, with its children below it, under their own types and names", async () => {
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
      [THING, "lamp-socket", `urn:pulumi:local::p::${COMPONENT}::lamp`, true, { size: 3 }],
      [OTHER, "lamp-bulb", SOCKET, true, { place: "3 at 230" }],
    ]);
  });

  it("has outputs of its children, which depend on all of them", async () => {
    monitor.make = async (inputs) => ({ ...inputs, arn: secret("arn:lamp") });

    const { urn, state, dependencies } = await constructed(requestOf("lamp", { size: secret(3) }));

    const outputs = {
      socketId: "lamp-socket-id",
      arn: secret("arn:lamp"),
      bulb: { id: "lamp-bulb-id", place: secret("3 at 230"), arn: secret("arn:lamp") },
    };
    expect(urn).to.equal(`urn:pulumi:local::p::${COMPONENT}::lamp`);
    expect(state).to.deep.equal(outputs);
    const children = [SOCKET, BULB];
    expect(dependencies).to.deep.equal({ socketId: children, arn: children, bulb: children });
    expect(monitor.outputs).to.deep.equal([{ urn, outputs }]);
  });

  it("does not know in a preview what does not exist yet", async () => {
    monitor.idOf = () => "";

    const { state } = await constructed(requestOf("lamp", { size: UNKNOWN }));

    expect(state).to.deep.equal({ socketId: UNKNOWN, arn: UNKNOWN, bulb: UNKNOWN });
    expect(fromStruct(monitor.registered[2]?.getObject())).to.deep.equal({ place: UNKNOWN });
  });

  it("hands on what it depends on, its providers and its protection", async () => {
    const request = requestOf("lamp", { size: 1 }).setDependenciesList(["urn:a"]).setProtect(true);
    request.getProvidersMap().set("aws", "urn:provider::id").set("docker-build", "urn:builder::id");
    request
      .getInputdependenciesMap()
      .set("size", new proto.ConstructRequest.PropertyDependencies().setUrnsList(["urn:b"]));

    await constructed(request);

    const [component, socket, bulb] = monitor.registered;
    expect(component?.getPropertydependenciesMap().get("size")?.getUrnsList()).to.deep.equal(["urn:b"]);
    expect([component, socket, bulb].map((registered) => registered?.getDependenciesList())).to.deep.equal([
      ["urn:a"],
      ["urn:a", "urn:b"],
      ["urn:a", "urn:b", SOCKET],
    ]);
    expect([component, socket, bulb].map((registered) => registered?.getProtect())).to.deep.equal([true, true, true]);
    expect(component?.getProvidersMap().get("aws")).to.equal("urn:provider::id");
    expect([socket, bulb].map((registered) => registered?.getProvider())).to.deep.equal([
      "urn:provider::id",
      "urn:builder::id",
    ]);
    expect(monitor.invoked.map((invocation) => [invocation.getTok(), invocation.getProvider()])).to.deep.equal([
      ["aws:fake/getVolts:getVolts", "urn:provider::id"],
    ]);
  });

  it("refuses a property that is not supported", async () => {
    const { message } = await rejection(components.construct(requestOf("lamp", { shape: "round" })));

    expect(message).to.contain('the property "shape" is not supported locally yet');
    expect(monitor.registered).to.deep.equal([]);
  });

  it("is made beside others, each with its own outputs", async () => {
    let both = () => {};
    const met = new Promise<void>((resolve) => {
      both = resolve;
    });
    let waiting = 0;
    monitor.make = async (inputs) => {
      if (++waiting === 2) both();
      await met;
      return { ...inputs, arn: `arn:${inputs.place}` };
    };

    const made = await Promise.all([
      constructed(requestOf("one", { size: 1 })),
      constructed(requestOf("two", { size: 2 })),
    ]);

    expect(made.map(({ state }) => state.arn)).to.deep.equal(["arn:1 at 230", "arn:2 at 230"]);
  });

  it("fails as its children do", async () => {
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
});
