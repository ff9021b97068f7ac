import { expect } from "chai";
import { type LocalCloud, start } from "../../../local/cloud";
import { silentReport } from "../../../local/report";
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
      gateId: `north' "s`,
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
});
