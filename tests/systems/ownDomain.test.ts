import http from "node:http";
import path from "node:path";
import { CloudWatchClient, DescribeAlarmsCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { expect } from "chai";
import { type OutputsOf, start, type TestCloud } from "../../local/testing";
import type * as program from "./ownDomain/index";

const HOST = "orders.example.com";

describe("an API with a name, an authorizer and one alarm of its own", () => {
  let cloud: TestCloud<OutputsOf<typeof program>>;
  before(async () => {
    cloud = await start<typeof program>({ program: path.join(__dirname, "ownDomain") });
  });
  after(() => cloud?.stop());

  const ask = (method: string, url: string, headers: Record<string, string>, body = "") =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const { hostname, port } = new URL(cloud.aws.endpoint);
      const request = http.request({ hostname, port, path: url, method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      });
      request.on("error", reject);
      request.end(body);
    });
  const post = (headers: Record<string, string>) =>
    ask("POST", "/trigger-event", { host: HOST, "content-type": "application/json", ...headers }, '{"customer":"c-1"}');

  it("has that name as its endpoint, and answers there alone", async () => {
    const { apiEndpoint, apiId } = cloud.outputs.shop;

    expect(apiEndpoint).to.equal(`https://${HOST}`);
    expect((await ask("GET", "/get-summary?id=none", { host: HOST })).status).to.be.oneOf([200, 404]);
    const own = await ask("GET", `/execute-api/${apiId}/get-summary?id=none`, {});
    expect([own.status, own.body]).to.deep.equal([404, '{"message":"Not Found"}']);
  });

  it("lets a function decide who may post, and nobody in without the header", async () => {
    expect((await post({})).status).to.equal(401);
    expect((await post({ "x-key": "wrong" })).status).to.equal(403);
    expect((await post({ "x-key": "right" })).status).to.be.within(200, 202);
  });

  it("is in ALARM as one system while any of its alarms is", async () => {
    const client = new CloudWatchClient(cloud.aws);
    const { systemAlarm, firstAlarm } = cloud.outputs.shop;
    const stateOf = async () => {
      const { CompositeAlarms = [] } = await client.send(
        new DescribeAlarmsCommand({ AlarmNames: [systemAlarm], AlarmTypes: ["CompositeAlarm"] }),
      );
      return CompositeAlarms.map(({ StateValue }) => StateValue);
    };
    const set = (StateValue: "ALARM" | "OK") =>
      client.send(new SetAlarmStateCommand({ AlarmName: String(firstAlarm), StateValue, StateReason: "testing" }));

    expect(await stateOf()).to.deep.equal(["OK"]);
    await set("ALARM");
    expect(await stateOf()).to.deep.equal(["ALARM"]);
    await set("OK");
    expect(await stateOf()).to.deep.equal(["OK"]);
    client.destroy();
  });
});
