import { expect } from "chai";
import { describeInBrowser } from "../../support/browser";
import { until } from "../../support/until";
import { type ConsoleUnderTest, consoleUnderTest, send } from "./consoleUnderTest";
import { EVERY_KIND, FILES } from "./everyKind";
import { openPage } from "./pageChecks";
import { fill } from "./programData";

describe("the console's pages of each kind", function () {
  this.timeout(120_000);
  let underTest: ConsoleUnderTest;
  const dead = "arn:aws:sqs:us-east-1:000000000000:orders-dead";

  before(async () => {
    underTest = await consoleUnderTest(EVERY_KIND, FILES);
    await fill(underTest);
  });
  after(() => underTest.stop());

  const own = () => ({ "sec-fetch-site": "same-origin", origin: underTest.url, "content-type": "application/json" });
  const ask = async (place: string, asked: unknown) => {
    const sent = { method: "POST", headers: own(), body: JSON.stringify(asked) };
    const { status, body, headers } = await send(`${underTest.url}/_local/console/${place}`, sent);
    return { status, headers, answer: JSON.parse(body) };
  };
  const look = async (view: string) => {
    const { status, body } = await send(`${underTest.url}/_local/console/view/${view}`, { headers: own() });
    return { status, answer: JSON.parse(body) };
  };

  it("ask Postgres what only reads, in whatever way one tries to write", async () => {
    const sql = (text: string) => ask("query", { database: "postgres/ledger", sql: text });
    const attempts = [
      "CREATE TABLE written ()",
      "SELECT 1; COMMIT; CREATE TABLE written ()",
      "SELECT 1) x; CREATE TABLE written (",
      "WITH made AS (INSERT INTO written DEFAULT VALUES RETURNING *) SELECT * FROM made",
      "SELECT nextval('written')",
      "SELECT pg_catalog.set_config('transaction_read_only', 'off', false), lo_create(1)",
      "COMMIT",
      "",
    ];
    const answers = await Promise.all(attempts.map(sql));
    const many = await sql("SELECT n, repeat('x', 5000) AS text FROM generate_series(1, 1000) AS n;");
    const tables = await sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    const objects = await sql("SELECT count(*) FROM pg_largeobject_metadata");

    expect(answers.map(({ status }) => status)).to.deep.equal(attempts.map(() => 400));
    expect(many.answer.rows).to.have.length(200);
    expect(many.answer).to.deep.include({ columns: ["n", "text"], isCutOff: true });
    expect(many.answer.rows[0][1]).to.have.length(2001);
    expect(tables.answer.rows).to.deep.equal([]);
    expect(objects.answer.rows).to.deep.equal([["0"]]);
  });

  it("show values of Postgres as it writes them itself, whatever the time zone of this machine", async () => {
    const text = `SELECT DATE '2026-01-02', TIMESTAMP '2026-01-02 03:04:05.123456', '\\x00ff'::bytea, ARRAY[1, 2], NULL -- all`;
    const { answer } = await ask("query", { database: "postgres/ledger", sql: text });
    const { answer: none } = await ask("query", {
      database: "postgres/ledger",
      sql: "SELECT FROM generate_series(1, 2)",
    });

    expect(answer.rows).to.deep.equal([["2026-01-02", "2026-01-02 03:04:05.123456", "\\x00ff", "{1,2}", null]]);
    expect(none).to.deep.equal({ columns: [], rows: [[], []], isCutOff: false });
    // Types that have no cast of their own.
    const odd = "SELECT pg_sleep(0) AS same, ROW(1, 'a') AS same, most_common_vals FROM pg_stats LIMIT 1";
    const { answer: others } = await ask("query", { database: "postgres/ledger", sql: odd });
    expect(others.columns).to.deep.equal(["same", "same", "most_common_vals"]);
    expect(others.rows[0].slice(0, 2)).to.deep.equal(["", "(1,a)"]);
  });

  it("ask Athena what only reads", async () => {
    const sql = (text: string) => ask("query", { database: "athena/archive", sql: text, workgroup: "archive" });
    const written = await sql("INSERT INTO letters VALUES ('Eve', 1)");
    const wrong = await sql("SELECT nothing FROM letters");
    const found = await sql('SELECT "to", stamp FROM letters ORDER BY stamp');

    expect(written).to.deep.include({ status: 400 });
    expect(wrong.status).to.equal(400);
    expect(found.answer).to.deep.equal({
      ...{ columns: ["to", "stamp"], isCutOff: false },
      rows: [
        ["Ann", "4711"],
        ["Bob", "4712"],
      ],
    });
  });

  it("do nothing that is not the program's, and tell no password", async () => {
    const strange = await Promise.all([
      ask("query", { database: "postgres/other", sql: "SELECT 1" }),
      ask("query", { database: "elsewhere", sql: "SELECT 1" }),
      ask("query", { database: "postgres/ledger" }),
      ask("request", { method: "GET", path: "/execute-api/a", key: "other" }),
      ask("run-schedule", { arn: "arn:aws:scheduler:us-east-1:000000000000:schedule/default/other" }),
      ask("sign-in", { pool: "us-east-1_other", client: "c", username: "ann@example.com" }),
      ask("sign-in", { pool: 1 }),
      ask("action", { service: "ecs", operation: "DeleteCluster", params: { cluster: "kitchen" } }),
    ]);
    const { answer } = await look("database?name=postgres/ledger");

    expect(strange.map(({ status }) => status)).to.deep.equal([404, 404, 400, 400, 404, 404, 400, 400]);
    expect(JSON.stringify(answer)).to.not.contain("not-a-secret");
  });

  it("show objects as what they are: text, what was compressed, and bytes", async () => {
    const { s3, iam } = underTest.cloud.services;
    const principal = iam.principalOf(iam.operator.accessKeyId, iam.operator.sessionToken);
    const { gzipSync } = await import("node:zlib");
    const put = (key: string, body: Buffer) => s3.putObject(principal, { bucket: "papers", key, body });
    await put("forms/packed.gz", gzipSync("hello "));
    await put("forms/bytes", Buffer.from([0, 1, 255]));
    await put("forms/empty", Buffer.alloc(0));
    await put("forms/large", Buffer.alloc(100_000, "é"));
    const shown = async (key: string) => (await look(`object?bucket=papers&key=${key}`)).answer;

    expect(await shown("forms/packed.gz")).to.deep.include({ text: "hello ", form: "gzip", isCutOff: false });
    expect(await shown("forms/bytes")).to.deep.include({ text: "00 01 ff", form: "bytes", isCutOff: false });
    expect(await shown("forms/empty")).to.deep.include({ text: "", form: "text", bytes: 0 });
    const large = await shown("forms/large");
    expect(large).to.deep.include({ form: "text", isCutOff: true, bytes: 100_000 });
    expect(large.text).to.have.length(32_768);
    expect((await look("object?bucket=papers&key=nothing")).status).to.equal(404);
    expect((await look("object?bucket=nothing&key=a")).status).to.equal(404);
  });

  it("count what is charged, by what calls for it", async () => {
    const { systems } = (await look("cost")).answer;
    const counts = Object.fromEntries(
      systems[0].charges.map(({ name, count }: { name: string; count: number }) => [name, count]),
    );

    expect(counts).to.deep.include({
      "HTTP API request": 1,
      "DynamoDB write request unit": 1,
      "SQS request": 2,
      "Kinesis PUT payload unit": 70,
      "Firehose record of 5 KB": 70,
      "Step Functions state transition": 6,
    });
  });

  it("follow an execution through its states", async () => {
    const hopsOf = async (id: string) =>
      (await look(`journey?span=${id}`)).answer.hops.map(
        ({ kind, action, outcome }: Record<string, string>) => `${kind} ${action} ${outcome}`,
      );
    const { calls } = (await look("calls?show=all&text=states:StartExecution")).answer;
    const journeys = await Promise.all(calls.map(({ id }: { id: string }) => hopsOf(id)));

    expect(journeys).to.have.deep.members([
      ["call states:StartExecution ok", "state KnownGuest ok", "state Greet ok"],
      ["call states:StartExecution ok", "state KnownGuest ok", "state TurnAway failed"],
    ]);
  });

  describeInBrowser("in a browser", (browser) => {
    const open = async (hash: string) => (await openPage(browser, `${underTest.url}/#/${hash}`)).page;

    it("go through folders to an object, and back", async () => {
      const page = await open("buckets");
      await page.getByRole("link", { name: "papers" }).click();
      await page.getByRole("button", { name: "letters/" }).click();
      await page.getByRole("button", { name: "2026/" }).click();
      await page.locator("summary", { hasText: "second.json" }).click();
      await page.getByText('"stamp": 4712').waitFor();
      await page.getByRole("button", { name: "papers" }).click();
      await page.locator("summary", { hasText: "notes.txt" }).click();

      await page.getByText("A note on <b>nothing</b>.").waitFor();
    });

    it("page through the records of a shard", async () => {
      const page = await open("streams/steps");
      await page.getByLabel("Shard").selectOption("shardId-000000000000");
      await page.locator(".messages li").first().click();
      await page.getByText('"step": 0').waitFor();
      const read = await underTest.cloud.services.kinesis.reader.shards(
        "arn:aws:kinesis:us-east-1:000000000000:stream/steps",
      );
      expect(read.map(({ closed }) => closed)).to.deep.equal([false, false]);
      expect(await page.getByText("walker").count()).to.equal(1);
    });

    it("stop a task, which the service replaces, and restart and scale the service", async () => {
      const { ecs } = underTest.cloud.services;
      const serviceArn = "arn:aws:ecs:us-east-1:000000000000:service/kitchen/waiter";
      const running = () =>
        ecs
          .tasks({ serviceArn })
          .filter(({ status }) => status === "RUNNING")
          .map(({ arn }) => arn);
      const [first = ""] = running();
      const page = await open("tasks/waiter");
      await page.locator("summary", { hasText: "waiter" }).first().click();
      await page.getByRole("button", { name: "Stop" }).click();
      await page.getByText("It is told to stop.").waitFor();
      await until(running, (arns) => arns.length === 1 && !arns.includes(first));
      const [second = ""] = running();

      await page.getByRole("button", { name: "Restart" }).click();
      await until(running, (arns) => arns.length === 1 && !arns.includes(second));
      await page.getByLabel("Tasks that it keeps running").fill("2");
      await page.getByRole("button", { name: "Scale" }).click();
      await until(running, (arns) => arns.length === 2);
    });

    it("run a schedule now, besides its own times", async () => {
      const { sqs } = underTest.cloud.services;
      const bodies = () => sqs.peek(dead, { from: 0, limit: 100 }).map(({ body }) => body);
      const page = await open("schedules");
      expect(await page.locator(".times time").count()).to.equal(5);
      await page.getByRole("button", { name: "Run now" }).click();
      await page.getByText("orders-dead is called now.").waitFor();

      await until(bodies, (all) => all.filter((body) => body === '{"daily":true}').length === 1);
    });

    it("sign this browser in as a user, for pages and for requests", async () => {
      const page = await open("users/people");
      await page.getByRole("button", { name: "Sign in as ann@example.com" }).click();
      await page.getByText("This browser is signed in as").waitFor();
      await page.getByText('"guards"').waitFor();

      const { pool, clients } = (await look("user-pool?name=people")).answer;
      const authorize = `${underTest.url}/cognito-idp/${pool.id}/oauth2/authorize?response_type=code&client_id=${clients[0].id}&redirect_uri=${encodeURIComponent("https://portal.example/")}&scope=openid`;
      // The hosted login knows this browser: it asks nobody for a password.
      const answer = await page.context().request.get(authorize, { maxRedirects: 0 });
      expect(answer.status()).to.equal(302);
      expect(answer.headers().location).to.match(/^https:\/\/portal\.example\/\?code=/);
    });

    it("send with an API key that no page is told", async () => {
      const page = await open("send");
      await page.getByLabel("Route").selectOption({ label: "POST /v1/gate" });
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.getByText("Answered 202 after").waitFor();
      await page.getByLabel("API key").selectOption("none");
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.getByText("Answered 403 after").waitFor();

      const { answer } = await look("routes");
      expect(JSON.stringify(answer)).to.contain("gate-1").and.to.not.contain("no-page-ever-shows");
    });

    it("ask a database, and say what is wrong with a question", async () => {
      const page = await open("databases");
      await page.getByRole("link", { name: "ledger" }).click();
      await page.getByLabel("SQL").fill("SELECT 6 * 7 AS answer, NULL AS nothing");
      await page.getByRole("button", { name: "Ask" }).click();
      await page.getByRole("cell", { name: "42" }).waitFor();
      await page.getByLabel("SQL").fill("SELECT broken");
      await page.getByRole("button", { name: "Ask" }).click();

      await page.getByText('column "broken" does not exist').waitFor();
    });

    it("find a metric, and draw it", async () => {
      const page = await open("metrics");
      expect(await page.getByRole("link", { name: "parcels", exact: true }).getAttribute("href")).to.equal(
        "/_local/dashboards/parcels/",
      );
      await page.getByLabel("Metrics with this in them").fill("greeter");
      await page.locator("tr", { hasText: "FunctionName greeter" }).getByRole("link", { name: "Invocations" }).click();
      await page.locator(".chart .dot").first().waitFor({ state: "attached" });
      await page.getByText("The values").click();

      expect(await page.locator("table tbody tr").count()).to.be.greaterThan(0);
    });
  });
});
