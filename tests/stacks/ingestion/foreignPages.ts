import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { runningProcesses } from "../../../cli/faults/processes";
import { accessOf } from "../../../cli/localAccess";
import type { BrowserUnderTest } from "../../support/browser";
import { ForeignPage } from "../../support/foreignPage";
import type { IngestionUnderTest } from "./underTest";

/**
 * Tests of what pages of other sites can do to the system from a browser on this machine: nothing.
 * @param system known once the tests run
 */
export function testForeignPages(system: () => IngestionUnderTest, browser: BrowserUnderTest): void {
  let elsewhere: ForeignPage;
  beforeEach(async () => {
    elsewhere = await ForeignPage.open(browser);
  });
  afterEach(() => elsewhere.close());

  const edge = () => new URL(system().outputs.url).origin;

  it("read no page of the local cloud's own: mails, dashboards", async () => {
    for (const path of ["mailbox", "mailbox.json", "dashboards/names.json", "dashboards/"]) {
      const url = `${edge()}/_local/${path}`;
      expect(await (await fetch(url)).text(), "without a browser").to.not.equal("");
      expect(await elsewhere.read(url), "by a script").to.equal(undefined);
      expect(await elsewhere.framed(url), "in a frame").to.equal(undefined);
      expect(await elsewhere.go(url), "by leading there").to.equal(403);
    }
  });

  it("get nothing under a name of their own that leads to this machine", async () => {
    const url = edge().replace("127.0.0.1", "rebound.example");
    const { page } = elsewhere;

    const statuses = [];
    for (const path of ["/", "/_local/mailbox.json", new URL(system().outputs.url).pathname]) {
      statuses.push((await page.goto(url + path))?.status());
    }

    expect(statuses).to.deep.equal([403, 403, 403]);
  });

  it("store nothing through a public URL, by whatever means", async () => {
    const { url } = system().outputs;
    const entry = (name: string) => ({ user_name: `attacker-${name}`, email: "eve@example.com", pincode: "12345" });
    const withQuery = (name: string) => `${url}?${new URLSearchParams(entry(name))}`;

    await elsewhere.send(withQuery("script"));
    await elsewhere.read(withQuery("fetch"));
    await elsewhere.framed(withQuery("frame"));
    await elsewhere.send(url, new URLSearchParams(entry("post")).toString());
    const statuses = [await elsewhere.go(withQuery("location")), await elsewhere.submit(url, entry("form"))];
    await elsewhere.show(withQuery("image"));

    expect(statuses).to.deep.equal([403, 403]);
    expect((await system().storedNames()).filter((name) => name.startsWith("attacker"))).to.deep.equal([]);
    expect((await fetch(withQuery("nobody"))).status, "without a browser").to.equal(201);
  });

  it("decide about no entry, even by a link that is known to them", async () => {
    const { approve } = await system().linksOf(await system().sendAlmostRight("coveted"));
    const { origin, pathname, searchParams } = new URL(approve);

    const status = await elsewhere.submit(origin + pathname, { token: searchParams.get("token") ?? "" });
    await elsewhere.send(approve, "");

    expect(status).to.equal(403);
    const { pending } = (await (await system().get("pending")).json()) as {
      pending: { fields: { user_name: string } }[];
    };
    expect(pending.map(({ fields }) => fields.user_name)).to.include("coveted");
  });

  it("call no API of AWS, even with the credentials of this machine's operator", async () => {
    const { iam } = system().cloud.services;
    const call = (operation: string, body: object) => ({
      method: "POST",
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${iam.operator.accessKeyId}/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
        "x-amz-security-token": iam.operator.sessionToken,
        "x-amz-target": `DynamoDB_20120810.${operation}`,
        "content-type": "application/x-amz-json-1.0",
      },
      body: JSON.stringify(body),
    });
    const key = { AttributeName: "id", AttributeType: "S" as const };
    const table = {
      ...{ TableName: "attacked", AttributeDefinitions: [key], BillingMode: "PAY_PER_REQUEST" as const },
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" as const }],
    };
    const dynamo = new DynamoDBClient(accessOf(system().cloud.services));

    expect(await (await fetch(edge(), call("ListTables", {}))).text(), "without a browser").to.contain("TableNames");
    expect(await elsewhere.read(edge(), call("ListTables", {}))).to.equal(undefined);
    await elsewhere.read(edge(), call("CreateTable", table));
    await elsewhere.send(edge(), JSON.stringify(table));

    const { TableNames } = await dynamo.send(new ListTablesCommand());
    expect(TableNames).to.not.include("attacked");
    await dynamo.send(new CreateTableCommand(table));
    dynamo.destroy();
  });

  it("do not find the database: it is at one of 16 million addresses", async () => {
    // Elsewhere, one address is all there is: docs/local-safety.md says so.
    if (process.platform !== "linux") return;
    const servers = runningProcesses().filter(
      ({ command }) => command.includes("dynoxide") && command.includes("--host"),
    );
    const places = servers.map(({ command }) => /--host (\S+) --port (\d+)/.exec(command)?.slice(1) ?? []);
    expect(places).to.not.deep.equal([]);

    for (const [host, port] of places) {
      expect(host)
        .to.match(/^127\.\d+\.\d+\.\d+$/)
        .and.to.not.equal("127.0.0.1");
      for (const guess of ["127.0.0.1", "localhost", "127.0.0.2", "[::1]", "0.0.0.0"]) {
        expect(await elsewhere.read(`http://${guess}:${port}/`), guess).to.equal(undefined);
      }
    }
  });
}
