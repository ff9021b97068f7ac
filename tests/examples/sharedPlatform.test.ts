import { readFileSync } from "node:fs";
import path from "node:path";
import { DynamoDBClient, ListTablesCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { outputOf, type RunningSystem, runSystem } from "../support/runningSystem";
import { until } from "../support/until";

const FOLDER = path.resolve(__dirname, "../../examples/shared-platform");

describe("the example shared-platform, run on this machine", function () {
  this.timeout(240_000);
  let system: RunningSystem;
  let dynamo: DynamoDBClient;

  before(async () => {
    system = await runSystem(FOLDER);
    const { edgeUrl: endpoint, iam } = system.cloud.services;
    dynamo = new DynamoDBClient({ endpoint, region: "us-east-1", credentials: iam.operator });
  });
  after(async () => {
    dynamo?.destroy();
    await system?.stop();
  });

  it("fits in 60 lines", () => {
    expect(readFileSync(path.join(FOLDER, "index.ts"), "utf8").trimEnd().split("\n").length).to.be.at.most(60);
  });

  it("makes no table beside the one that it was handed, but for the summaries", async () => {
    const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));

    expect([...TableNames].sort()).to.deep.equal(
      [outputOf(system, "eventTable"), outputOf(system, "summaryTable")].sort(),
    );
  });

  it("sums what is posted, in tables that its functions may use with their key alone", async () => {
    for (const amount of [3, 4]) {
      const body = JSON.stringify({ shop: "north", amount });
      const headers = { "content-type": "application/json" };
      const { status } = await fetch(`${outputOf(system, "endpoint")}/trigger-event`, {
        method: "POST",
        headers,
        body,
      });
      expect(status).to.equal(202);
    }

    const items = await until(
      async () => (await dynamo.send(new ScanCommand({ TableName: outputOf(system, "summaryTable") }))).Items ?? [],
      ([summary]) => summary?.ItemCount?.N === "2",
    );
    expect(items.map(({ SummaryID, total }) => [SummaryID?.S, total?.N])).to.deep.equal([["north", "7"]]);
  });
});
