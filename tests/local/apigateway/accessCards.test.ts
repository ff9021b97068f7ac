import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import { type LocalCloud, start } from "../../../local/cloud";
import { ProgramFolder } from "../../support/programFolder";
import { exchange } from "../apigatewayv2/apiUnderTest";
import { ACCESS_CARDS } from "./accessCardsProgram";

const KEY = { "x-api-key": "the-key-of-gate-number-one" };

describe("a REST API of a Pulumi program", () => {
  let folder: ProgramFolder;
  let cloud: LocalCloud;
  const settings = (values: Record<string, string>) =>
    folder.write(
      "Pulumi.local.yaml",
      `config:\n${Object.entries({ known: "1", ...values })
        .map(([name, value]) => `  test:${name}: "${value}"\n`)
        .join("")}`,
    );
  const output = (name: string) => String(cloud.outputs[name]?.value);

  before(async () => {
    folder = new ProgramFolder(ACCESS_CARDS);
    settings({});
    cloud = await start({ folder: folder.path, stack: "local" }, { port: 0, report: silentReport });
  });

  after(async () => {
    await cloud.stop();
    folder.remove();
  });

  async function post(path: string, headers: Record<string, string>, body = "{}") {
    const url = new URL(`${output("invokeUrl")}${path}`);
    return exchange(Number(url.port), "POST", url.pathname, { headers, body });
  }

  it("lets a function decide who enters", async () => {
    const { status, body } = await post("/gates/north/enter", KEY);

    expect(status).to.equal(200);
    const apiId = output("invokeUrl").split("/").at(-2);
    expect(JSON.parse(body)).to.deep.equal({
      gate: "north",
      keyId: output("keyId"),
      path: "/gates/north/enter",
      domainName: `${apiId}.execute-api.us-east-1.amazonaws.com`,
    });
  });

  it("writes who leaves into the stream", async () => {
    const { status, headers, body } = await post("/gates/north'%20%22s/exit", KEY, '{"cardId":"c-1"}');

    expect([status, headers["content-type"], body]).to.deep.equal([202, "application/json", '{"status":"accepted"}']);
    const [shard] = await cloud.services.kinesis.reader.shards(output("streamArn"));
    const iterator = await cloud.services.kinesis.reader.iterator(
      output("streamArn"),
      shard?.shardId ?? "",
      "TRIM_HORIZON",
    );
    const { records } = await cloud.services.kinesis.reader.records(iterator, 10);
    expect(records.map(({ kinesis }) => kinesis.partitionKey)).to.deep.equal(["c-1"]);
    expect(JSON.parse(Buffer.from(records[0]?.kinesis.data ?? "", "base64").toString())).to.deep.equal({
      gateId: "north'%20%22s",
      exit: { cardId: "c-1" },
    });
  });

  for (const [what, path, headers, body, answer] of [
    ["no key", "/gates/north/enter", {}, "{}", [403, '{"message":"Forbidden"}']],
    ["an unknown route", "/gates", KEY, "{}", [403, '{"message":"Missing Authentication Token"}']],
    ["a body without a card", "/gates/north/exit", KEY, "{}", [400, '{"message":"Invalid request body"}']],
    [
      "a form",
      "/gates/north/exit",
      { ...KEY, "content-type": "application/x-www-form-urlencoded" },
      "a=b",
      [415, '{"message":"Unsupported Media Type"}'],
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { status, body: text } = await post(path, headers, body);

      expect([status, text]).to.deep.equal(answer);
    });
  }

  it("is counted by method, and logged", () => {
    const { metrics, logs } = cloud.services;
    const statistic = (dimensions: Record<string, string>) =>
      metrics.statistic({
        ...{ namespace: "AWS/ApiGateway", metricName: "Count", statistic: "Sum", from: 0, to: Date.now() + 1000 },
        dimensions: { ApiName: output("apiName"), Stage: "prod", ...dimensions },
      });
    const lines = logs.read(output("logGroupName")).map(({ message }) => message.split(" ").slice(1).join(" "));

    expect(statistic({})).to.equal(6);
    expect(statistic({ Method: "POST", Resource: "/gates/{gateId}/exit" })).to.equal(3);
    expect(lines).to.deep.include.members([
      `200 /gates/{gateId}/enter ${output("keyId")}`,
      `202 /gates/{gateId}/exit ${output("keyId")}`,
      "403 /gates/{gateId}/enter -",
      "403 - -",
    ]);
  });

  async function postTo(host: string, path: string) {
    const { port } = new URL(output("invokeUrl"));
    return exchange(Number(port), "POST", path, { headers: { ...KEY, host }, body: "{}" });
  }

  it("answers under its custom domain at the edge's port, and no other name is let in", async () => {
    const { status, body } = await postTo("cards.example.com", "/v1/gates/north/enter");
    const other = await postTo("other.example.com", "/v1/gates/north/enter");
    const root = await postTo("cards.example.com", "/");

    const { domainName, path } = JSON.parse(body);
    expect([status, domainName, path]).to.deep.equal([200, "cards.example.com", "/v1/gates/north/enter"]);
    expect(other.status).to.equal(403);
    expect(other.body).to.contain('not to the host \\"other.example.com\\"');
    expect([root.status, root.body]).to.deep.equal([403, '{"message":"Forbidden"}']);
  });

  it("serves what was deployed until its triggers change", async () => {
    const exits = async () => (await post("/gates/north/exit", KEY, '{"cardId":"c-1"}')).body;
    folder.write("index.ts", ACCESS_CARDS.replace('{"status":"accepted"}', '{"status":"changed"}'));

    await cloud.reload();
    const before = await exits();
    settings({ version: "2" });
    const changes = await cloud.reload();
    const after = await exits();

    expect([before, after]).to.deep.equal(['{"status":"accepted"}', '{"status":"changed"}']);
    expect(changes.map(({ kind, type, name }) => `${kind} ${type.split(":").at(-1)} ${name}`)).to.deep.equal([
      "replaced Deployment cards",
      "updated Stage cards",
    ]);
  });

  it("keeps what a key used of its quota when the program is reloaded", async () => {
    settings({ version: "2", quota: "3" });

    await cloud.reload();
    const { status, body } = await post("/gates/north/enter", KEY);

    expect([status, body]).to.deep.equal([429, '{"message":"Limit Exceeded"}']);
  });

  it("answers under its custom domain only once its own address is switched off", async () => {
    settings({ endpointOff: "true", version: "3" });
    await cloud.reload();

    const own = await post("/gates/north/enter", KEY);
    const { status } = await postTo("cards.example.com", "/v1/gates/north/enter");

    expect([own.status, own.body, status]).to.deep.equal([403, '{"message":"Forbidden"}', 200]);
  });
});
