import path from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";
import { accessOf } from "../../cli/localAccess";
import { readHours, reconcile } from "../../functions/access-cards/archive/reconcile";
import { ProgramFolder } from "../support/programFolder";
import { outputOf, type RunningSystem, runSystem } from "../support/runningSystem";
import { totalsOf, until } from "./eventArchiveUnderTest";

const COMPONENTS = path.resolve(__dirname, "../../components");

/** The system of cards with the portal's backend, and two user pools: only the tokens of the first count. */
const PROGRAM = `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { CardIngestStream } from "${COMPONENTS}/cardIngestStream";
import { portalApi } from "${COMPONENTS}/cardPortal/api";
import { webUrl } from "${COMPONENTS}/parts/arguments/webUrl";

const cards = new CardIngestStream("cards", {
  areas: { lobby: { gates: ["gate-1", "gate-2"] } }, devices: ["controller"], shards: 1, bufferSeconds: 1, deletionProtection: false,
});
const poolOf = (name: string, people: Record<string, string[]>) => {
  const pool = new aws.cognito.UserPool(name, { adminCreateUserConfig: { allowAdminCreateUserOnly: true } });
  const client = new aws.cognito.UserPoolClient(name, { userPoolId: pool.id, explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] });
  const groups = ["hr", "auditor"].map((group) => new aws.cognito.UserGroup(name + "-" + group, { userPoolId: pool.id, name: group }));
  for (const [username, memberships] of Object.entries(people)) {
    const user = new aws.cognito.User(name + "-" + username, {
      userPoolId: pool.id, username, password: "Correct-Horse-7", messageAction: "SUPPRESS",
      attributes: { email: username + "@example.com", email_verified: "true" },
    });
    for (const groupName of memberships) {
      new aws.cognito.UserInGroup(name + "-" + username + "-" + groupName, { userPoolId: pool.id, username: user.username, groupName }, { dependsOn: groups });
    }
  }
  return { pool, client };
};
const { pool, client } = poolOf("people", { hanna: ["hr"], otto: ["auditor"], both: ["hr", "auditor"], nora: [] });
const other = poolOf("others", { hanna: ["hr"] });
const api = portalApi("portal-api", {
  cardTable: cards.table, occupancyTable: cards.occupancy, commandTopic: cards.commandTopic, archive: cards.archive, key: cards.key,
  areas: cards.areas, issuer: webUrl(pool.endpoint), clientId: client.id, origin: "https://portal.example.com",
  memoryMb: 256, logRetentionDays: 1, alarmTopicArns: [], tags: {},
}, { parent: cards });

export const outputs = {
  endpoint: api.endpoint, gates: cards.gateApiEndpoint, keys: cards.deviceKeys.arn, poolId: pool.id, clientId: client.id,
  otherPoolId: other.pool.id, otherClientId: other.client.id, ledger: cards.archive.ledger.name,
};
`;

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
  body: any;
}

describe("the portal's API on a local cloud", function () {
  this.timeout(180_000);
  let folder: ProgramFolder;
  let system: RunningSystem;
  let start: number;

  before(async () => {
    folder = new ProgramFolder(PROGRAM);
    system = await runSystem(folder.path);
    start = system.cloud.services.clock.now();
  });

  after(async () => {
    await system.stop();
    folder.remove();
  });

  const output = (name: string) => outputOf(system, "outputs", name);

  /** Returns the token that a browser would have after signing in. */
  async function tokenOf(username: string, options?: { issuedAt: number }, pool: "" | "other" = ""): Promise<string> {
    const [poolId, clientId] =
      pool === "" ? [output("poolId"), output("clientId")] : [output("otherPoolId"), output("otherClientId")];
    const { idToken = "" } = await system.cloud.services.cognito.signIn(poolId, clientId, username, {
      ...options,
      scopes: ["openid", "email"],
    });
    return idToken;
  }

  async function send(token: string | undefined, request: string, content?: object): Promise<Answer> {
    const [method = "GET", route = ""] = request.split(" ");
    const response = await fetch(`${output("endpoint")}${route}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(content !== undefined && { "content-type": "application/json" }),
      },
      ...(content !== undefined && { body: JSON.stringify(content) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }

  const as = async (username: string, request: string, content?: object) =>
    send(await tokenOf(username), request, content);

  /** Sends a command and waits for its outcome. */
  async function outcomeOf(request: string, content?: object): Promise<unknown> {
    const { body } = await as("hanna", request, content);
    const answer = await until(
      () => as("hanna", `GET /commands/${body.command_id}`),
      (found) => found.body.status !== "pending",
    );
    return answer.body;
  }

  it("lets in who has a token of the user pool that has not expired, and nobody else", async () => {
    const hoursAgo = { issuedAt: system.cloud.services.clock.now() - 3 * 3_600_000 };
    const tokens = {
      none: undefined,
      nonsense: "nonsense",
      expired: await tokenOf("hanna", hoursAgo),
      "another issuer's": await tokenOf("hanna", undefined, "other"),
      valid: await tokenOf("hanna"),
    };

    const statuses: Record<string, number> = {};
    for (const [name, token] of Object.entries(tokens)) statuses[name] = (await send(token, "GET /me")).status;

    expect(statuses).to.deep.equal({ none: 401, nonsense: 401, expired: 401, "another issuer's": 401, valid: 200 });
  });

  it("knows people and their groups", async () => {
    const answers = await Promise.all(["hanna", "both", "nora"].map((name) => as(name, "GET /me")));

    expect(answers.map(({ body }) => body)).to.deep.equal([
      { email: "hanna@example.com", groups: ["hr"] },
      { email: "both@example.com", groups: ["auditor", "hr"] },
      { email: "nora@example.com", groups: [] },
    ]);
  });

  it("refuses what another group may do", async () => {
    const question = { employee_id: "emp-1", from: start, to: start + 1 };

    const answers = [
      await as("otto", "POST /cards", { card_id: "card-1", employee_id: "emp-1", holder: "Ada" }),
      await as("hanna", "POST /queries", question),
      await as("nora", "GET /occupancy"),
    ];

    expect(answers.map(({ status }) => status)).to.deep.equal([403, 403, 403]);
    expect(answers[0]?.body).to.deep.equal({ message: "Only members of hr may do this." });
  });

  it("lets only the portal's pages read its answers in a browser", async () => {
    const preflight = (origin: string) =>
      fetch(`${output("endpoint")}/cards`, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization,content-type",
        },
      });

    const answers = [await preflight("https://portal.example.com"), await preflight("https://evil.example.com")];

    expect(answers.map(({ headers }) => headers.get("access-control-allow-origin"))).to.deep.equal([
      "https://portal.example.com",
      null,
    ]);
  });

  it("registers a card, follows it through the gates, shows an auditor what happened, and archives all of it", async () => {
    const card = { card_id: "card-1", employee_id: "emp-1", holder: "Ada Lovelace" };
    const secrets = new SecretsManagerClient(accessOf(system.cloud.services));
    const { SecretString: keys = "{}" } = await secrets.send(new GetSecretValueCommand({ SecretId: output("keys") }));
    const pass = async (route: string) => {
      const response = await fetch(`${output("gates")}/gates/${route}`, {
        method: "POST",
        headers: { "x-api-key": JSON.parse(keys).controller, "content-type": "application/json" },
        body: JSON.stringify({ card_id: "card-1" }),
      });
      return [response.status, await response.json()];
    };

    const registered = await outcomeOf("POST /cards", card);
    const again = await outcomeOf("POST /cards", card);
    const listed = await as("otto", "GET /cards?employee_id=emp-1");
    const [entered] = await pass("gate-1/enter");
    const inside = await until(
      () => as("hanna", "GET /occupancy"),
      ({ body }) => body.areas[0].inside === 1,
    );
    const [left] = await pass("gate-2/exit");
    const question = { employee_id: "emp-1", from: start - 60_000, to: start + 3_600_000 };
    const found = await until(
      () => queried(question),
      ({ body }) => body.state !== "succeeded" || body.events.length >= 4,
    );
    const ledger = { dynamo: new DynamoDBClient(accessOf(system.cloud.services)), ledgerTable: output("ledger") };
    const hours = await until(
      () => readHours(ledger, start - 3_600_000, start + 3_600_000),
      (all) => all.length > 0 && reconcile(all).length === 0,
    );

    expect([registered, again]).to.deep.equal([{ status: "done" }, { status: "refused", reason: "card-exists" }]);
    expect(listed.body.cards).to.have.length(1);
    expect(listed.body.cards[0]).to.include({ ...card, status: "active" });
    expect([entered, left]).to.deep.equal([200, 202]);
    expect(inside.body.areas).to.deep.equal([
      {
        area: "lobby",
        inside: 1,
        gates: [
          { gate_id: "gate-1", entries: 1, exits: 0, denied: 0 },
          { gate_id: "gate-2", entries: 0, exits: 0, denied: 0 },
        ],
      },
    ]);
    expect(found.body.state).to.equal("succeeded");
    expect(found.body.scanned_bytes).to.be.greaterThan(0);
    expect(found.body.events.map(({ type }: { type: string }) => type)).to.deep.equal([
      ...["card-registered", "command-refused", "entered", "left"],
    ]);
    expect(found.body.events[3]).to.include({ card_id: "card-1", gate_id: "gate-2" }).and.not.to.have.any.keys("area");
    expect(totalsOf(hours, "archived")).to.deep.equal({
      ...{ "card-registered": 1, "command-refused": 1 },
      ...{ entered: 1, left: 1 },
    });
  });

  it("asks only about employees who had a card, and shows only its own queries", async () => {
    const answers = [
      await as("otto", "POST /queries", { employee_id: "nobody", from: start, to: start + 1 }),
      await as("otto", "GET /queries/0a1b2c3d-0000-4000-8000-000000000000"),
      await as("otto", "DELETE /queries/0a1b2c3d-0000-4000-8000-000000000000"),
      await as("otto", "POST /queries", { employee_id: "' OR 1=1 --", from: start, to: start + 1 }),
    ];

    expect(answers.map(({ status }) => status)).to.deep.equal([404, 404, 404, 400]);
  });

  /** Asks, and waits until the query has ended. */
  async function queried(question: object): Promise<Answer> {
    const { body } = await as("otto", "POST /queries", question);
    return until(
      () => as("otto", `GET /queries/${body.query_id}`),
      (answer) => !["queued", "running"].includes(answer.body.state),
    );
  }
});
