import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type SFNClient, TaskTimedOut } from "@aws-sdk/client-sfn";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { createApprovalCloser } from "../../../functions/ingestion/approvalCloser";
import { readLink, signLink } from "../../../functions/ingestion/approvalLink";
import { createApprovalRequester } from "../../../functions/ingestion/approvalRequester";
import type { Decision } from "../../../functions/ingestion/approvalStore";
import { createDecider } from "../../../functions/ingestion/decider";
import { newEntry } from "../../../functions/ingestion/entry";
import type { UrlHandler } from "../../../functions/ingestion/html";
import { judge } from "../../../functions/ingestion/judge";
import { DEFAULT_RULES as rules } from "../../../functions/ingestion/rules";
import { rejection } from "../../support/rejection";
import { serviceError } from "../support/clients";
import { type DynamoEngine, startDynamoEngine } from "../support/dynamoEngine";
import { bodyOf, httpRequest } from "../support/httpRequest";
import { silenceTelemetry } from "../support/telemetry";

/** 2026-01-01T00:00:00.000Z */
const NOW = 1_767_225_600_000;
const TIMEOUT_SECONDS = 3_600;
const KEY = "the key of this test";

describe("an approval", () => {
  let engine: DynamoEngine;
  let now: number;
  let table: string;
  let tables = 0;
  let told: { taskToken: string; output: string }[];
  let messages: { MessageBody: string }[];
  let tellFault: Error | undefined;
  let ask: ReturnType<typeof createApprovalRequester>;
  let decide: UrlHandler;
  let settle: ReturnType<typeof createApprovalCloser>;

  before(async () => {
    silenceTelemetry();
    engine = await startDynamoEngine();
  });

  after(() => engine.stop());

  beforeEach(async () => {
    now = NOW;
    tables += 1;
    table = `entries-${tables}`;
    told = [];
    messages = [];
    tellFault = undefined;
    await engine.createTable(table, "id");
    const secrets = {
      send: async ({ input }: { input: { VersionStage: string } }) =>
        input.VersionStage === "AWSCURRENT" ? { SecretString: KEY } : {},
    } as unknown as SecretsManagerClient;
    const sqs = { send: async ({ input }: { input: never }) => void messages.push(input) } as unknown as SQSClient;
    const stepFunctions = {
      async send({ input }: { input: never }) {
        if (tellFault !== undefined) throw tellFault;
        told.push(input);
      },
    } as unknown as SFNClient;
    const shared = {
      dynamo: engine.client,
      entryTable: table,
      secrets,
      keySecretArn: "arn:key",
      rules,
      now: () => now,
    };
    ask = createApprovalRequester({
      ...shared,
      ...{ sqs, queueUrl: "https://queue", approvalUrl: "https://decide/", timeoutSeconds: TIMEOUT_SECONDS },
    });
    decide = createDecider({ ...shared, stepFunctions });
    settle = createApprovalCloser(shared);
  });

  /** Stores an entry that waits, and asks about it. */
  async function pending(userName = "Ada"): Promise<string> {
    const submission = { values: { user_name: userName, email: "a@b.com", pincode: "1" }, faults: [] };
    const { id, item } = newEntry(rules, submission, judge(rules, submission), now);
    await engine.client.send(new PutItemCommand({ TableName: table, Item: item }));
    await ask({ id, taskToken: "token-1" });
    return id;
  }

  const linkTo = (entryId: string, decision: Decision, expiresAt = NOW + TIMEOUT_SECONDS * 1000) =>
    signLink({ entryId, decision, expiresAt }, KEY);
  const press = (token: string) => decide(httpRequest("POST /", { body: new URLSearchParams({ token }).toString() }));
  const open = (token: string) => decide(httpRequest("GET /", { query: { token }, headers: { accept: "text/html" } }));

  async function itemOf(id: string) {
    const { Item: item = {} } = await engine.client.send(
      new GetItemCommand({ TableName: table, Key: { id: { S: id } }, ConsistentRead: true }),
    );
    return Object.fromEntries(Object.entries(item).map(([name, { S: value }]) => [name, value]));
  }

  it("is asked for with two links that decide about the entry until the time is up", async () => {
    const id = await pending();

    const [message] = messages;
    const tokens = [...(message?.MessageBody.matchAll(/https:\/\/decide\/\?token=(\S+)/g) ?? [])].map(
      ([, token]) => token,
    );
    const expiresAt = NOW + TIMEOUT_SECONDS * 1000;
    expect(tokens.map((token) => readLink(token ?? "", [KEY]))).to.deep.equal([
      { entryId: id, decision: "approved", expiresAt },
      { entryId: id, decision: "rejected", expiresAt },
    ]);
    expect(await itemOf(id)).to.include({ task_token: "token-1", expires_at: new Date(expiresAt).toISOString() });
  });

  it("keeps a name within its line of the message, whatever it holds", async () => {
    await pending("Ada\n\nReject it:\nhttps://evil/");

    expect(messages[0]?.MessageBody).to.include('  user_name: "Ada\\n\\nReject it:\\nhttps://evil/"\n');
  });

  it("shows the entry, and decides nothing, when a link is opened", async () => {
    const id = await pending("<b>Ada</b>");

    const reply = await open(linkTo(id, "approved"));

    expect(reply.statusCode).to.equal(200);
    expect(reply.body).to.include("&lt;b&gt;Ada&lt;/b&gt;").and.to.include("<button");
    expect((await itemOf(id)).decision).to.equal(undefined);
    expect(told).to.deep.equal([]);
  });

  for (const decision of ["approved", "rejected"] as const) {
    it(`is recorded, told to the workflow, and carried out when it is ${decision}`, async () => {
      const id = await pending();

      const reply = await press(linkTo(id, decision));
      const settled = await settle({ id, decision });

      const status = decision === "approved" ? "stored" : "rejected";
      expect([reply.statusCode, bodyOf(reply)]).to.deep.equal([200, { id, decision }]);
      expect(told).to.deep.equal([{ taskToken: "token-1", output: JSON.stringify({ decision }) }]);
      expect(settled).to.deep.equal({ status });
      const item = await itemOf(id);
      expect(item).to.include({ status, decision, decided_at: new Date(NOW).toISOString() });
      expect([item.pending, item.task_token]).to.deep.equal([undefined, undefined]);
    });
  }

  it("is made once, however many press at once, and the workflow hears that one only", async () => {
    const id = await pending();
    const decisions = Array.from({ length: 10 }, (_, index): Decision => (index % 2 === 0 ? "approved" : "rejected"));

    const replies = await Promise.all(decisions.map((decision) => press(linkTo(id, decision))));

    const statuses = replies.map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 200)).to.have.length(1);
    expect(statuses.filter((status) => status === 409)).to.have.length(9);
    const winner = decisions[statuses.indexOf(200)];
    expect(new Set(told.map(({ output }) => output))).to.deep.equal(new Set([JSON.stringify({ decision: winner })]));
    expect((await itemOf(id)).decision).to.equal(winner);
  });

  it("survives a workflow that could not be told: the next press brings the word, whatever it wanted", async () => {
    const id = await pending();
    tellFault = serviceError("ServiceUnavailable", "server");
    const first = await press(linkTo(id, "approved"));
    tellFault = undefined;

    const second = await press(linkTo(id, "rejected"));

    expect([first.statusCode, second.statusCode]).to.deep.equal([503, 409]);
    expect(bodyOf(second)).to.include({ decision: "approved" });
    expect(told).to.deep.equal([{ taskToken: "token-1", output: '{"decision":"approved"}' }]);
  });

  it("is carried out at the end of the wait, though the workflow never heard of it", async () => {
    const id = await pending();
    tellFault = serviceError("ServiceUnavailable", "server");
    await press(linkTo(id, "approved"));

    const settled = await settle({ id, decision: "none" });

    expect(settled).to.deep.equal({ status: "stored" });
  });

  it("counts though the workflow has stopped waiting by itself", async () => {
    const id = await pending();
    tellFault = new TaskTimedOut({ message: "too late", $metadata: {} });

    const { statusCode } = await press(linkTo(id, "approved"));

    expect(statusCode).to.equal(200);
    expect(await settle({ id, decision: "none" })).to.deep.equal({ status: "stored" });
  });

  it("expires, and then nobody can make it", async () => {
    const id = await pending();
    now = NOW + TIMEOUT_SECONDS * 1000;

    const settled = await settle({ id, decision: "none" });
    const reply = await press(linkTo(id, "approved"));

    expect(settled).to.deep.equal({ status: "expired" });
    expect([reply.statusCode, bodyOf(reply).type]).to.deep.equal([410, "urn:sluice:problem:expired"]);
    expect(told).to.deep.equal([]);
    expect((await itemOf(id)).status).to.equal("expired");
  });

  it("is too late once its link has expired, though the workflow has not noticed yet", async () => {
    const id = await pending();
    now = NOW + TIMEOUT_SECONDS * 1000;

    const { statusCode } = await press(linkTo(id, "approved"));

    expect(statusCode).to.equal(410);
    expect((await itemOf(id)).decision).to.equal(undefined);
  });

  it("is settled once: repeats of the last step change nothing", async () => {
    const id = await pending();
    await press(linkTo(id, "approved"));
    await settle({ id, decision: "approved" });
    const before = await itemOf(id);
    now += 1_000;

    const again = await settle({ id, decision: "approved" });

    expect(again).to.deep.equal({ status: "stored" });
    expect(await itemOf(id)).to.deep.equal(before);
  });

  it("is not asked for again once it is made: the workflow learns that there is nothing to wait for", async () => {
    const id = await pending();
    await press(linkTo(id, "approved"));

    const error = await rejection(ask({ id, taskToken: "token-2" }));

    expect(error.name).to.equal("NothingToDecide");
    expect(messages).to.have.length(1);
  });

  it("is asked for again with the token of the task that waits now", async () => {
    const id = await pending();

    await ask({ id, taskToken: "token-2" });
    await press(linkTo(id, "rejected"));

    expect(told.map(({ taskToken }) => taskToken)).to.deep.equal(["token-2"]);
  });

  it("takes no link that was signed with another key, changed, or cut", async () => {
    const id = await pending();
    const good = linkTo(id, "approved");
    const tokens = [
      signLink({ entryId: id, decision: "approved", expiresAt: NOW + 1 }, "another key"),
      good.replace(".a.", ".r."),
      good.replace(/\.(\d+)\./, ".9999999999999."),
      good.slice(0, -1),
      `${good}x`,
      "",
      "x".repeat(10_000),
      "v1.%00",
    ];

    const replies = await Promise.all(tokens.map(press));

    expect(replies.map(({ statusCode }) => statusCode)).to.deep.equal(tokens.map(() => 403));
    expect((await itemOf(id)).decision).to.equal(undefined);
  });

  it("tells who has a link to an entry that is gone", async () => {
    const { statusCode } = await press(linkTo("0".repeat(32), "approved"));

    expect(statusCode).to.equal(410);
  });
});
