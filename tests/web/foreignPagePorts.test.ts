import { expect } from "chai";
import { Registry } from "../../local/engine/registry";
import { serveProvider } from "../../local/provider/serve";
import { CLUSTER, ecsUnderTest } from "../local/ecs/support";
import { connect, postgresSpec, startRds } from "../local/rds/support";
import { describeInBrowser } from "../support/browser";
import { ForeignPage } from "../support/foreignPage";

/** Prints where the container finds ECS's agent. */
const PROGRAM = "console.log(process.env.ECS_AGENT_URI); setInterval(() => {}, 1000);";

describeInBrowser("pages of other sites, at ports that are for programs", (browser) => {
  let elsewhere: ForeignPage;
  beforeEach(async () => {
    elsewhere = await ForeignPage.open(browser);
  });
  afterEach(() => elsewhere.close());

  it("get no answer of ECS's agent, even where they know a task's address", async () => {
    const underTest = await ecsUnderTest();
    try {
      underTest.taskRole({ Effect: "Allow", Action: "ecs:*", Resource: "*" });
      await underTest.service(underTest.define(await underTest.image(PROGRAM)));
      await underTest.until(() => underTest.lines.length > 0);
      const agent = underTest.lines[0]?.split(" ").at(-1) ?? "";
      const state = `${agent}/task-protection/v1/state`;
      const protect = { method: "PUT", body: JSON.stringify({ ProtectionEnabled: true }) };

      expect(await elsewhere.read(state)).to.equal(undefined);
      expect(await elsewhere.go(state)).to.equal(403);
      await elsewhere.read(state, protect);
      await elsewhere.send(state, protect.body);

      const [task] = underTest.ecs.tasks({ clusterArn: CLUSTER });
      expect(task).to.not.have.property("protectedUntil");
      expect((await fetch(state, protect)).status, "without a browser").to.equal(200);
      expect(underTest.ecs.tasks({ clusterArn: CLUSTER })[0]).to.have.property("protectedUntil");
    } finally {
      await underTest.stop();
    }
  });

  it("get no answer of Postgres, and do it no harm", async () => {
    const test = await startRds();
    try {
      const endpoint = await test.rds.createInstance(postgresSpec("main"));
      const url = `http://${endpoint.address}:${endpoint.port}/`;

      expect(await elsewhere.read(url)).to.equal(undefined);
      // The message by which a client begins, for a page that hopes for a server that trusts whoever is on this machine.
      await elsewhere.send(
        url,
        "\u0000\u0000\u0000\u0020\u0000\u0003\u0000\u0000user\u0000owner\u0000database\u0000app\u0000\u0000",
      );

      const client = await connect(test, endpoint);
      const { rows } = await client.query("SELECT 1 AS one");
      await client.end();
      expect(rows).to.deep.equal([{ one: 1 }]);
    } finally {
      await test.close();
    }
  });

  it("call no provider of Pulumi's engine", async () => {
    const { port, componentsPort, keysPort, imagesPort, stop } = await serveProvider(new Registry([], []), "/nowhere");
    try {
      for (const each of [port, componentsPort, keysPort, imagesPort]) {
        const url = `http://127.0.0.1:${each}/pulumirpc.ResourceProvider/GetPluginInfo`;
        const call = { method: "POST", body: "\u0000\u0000\u0000\u0000\u0000" };

        expect(await elsewhere.read(url, call)).to.equal(undefined);
        expect(
          await elsewhere.read(url, { ...call, headers: { "content-type": "application/grpc", te: "trailers" } }),
        ).to.equal(undefined);
        expect(await elsewhere.read(url)).to.equal(undefined);
      }
    } finally {
      await stop();
    }
  });
});
