import { expect } from "chai";
import type { Page } from "playwright-core";
import { describeInBrowser } from "../../support/browser";
import { ForeignPage } from "../../support/foreignPage";
import { until } from "../../support/until";
import { type ConsoleUnderTest, consoleUnderTest, send } from "./consoleUnderTest";

/** Files, operations and names that nobody but a stranger asks for. */
const STRANGE_PATHS = [
  "assets/..%2f..%2fpackage.json",
  "assets/main.tsx",
  "view/__proto__",
  "view/constructor",
  "nothing",
];
const STRANGE_ACTIONS = [
  { service: "secretsmanager", operation: "GetSecretValue", params: { SecretId: "s" } },
  { service: "sqs", operation: "ReceiveMessage", params: {} },
  { service: "__proto__", operation: "constructor", params: {} },
  { service: "sqs", operation: "SendMessage", params: "all" },
  { service: "iam", operation: "DeleteRole" },
  "SendMessage",
];

describe("the console", function () {
  this.timeout(120_000);
  let underTest: ConsoleUnderTest;
  const queue = "arn:aws:sqs:us-east-1:000000000000:orders";
  const dead = `${queue}-dead`;

  before(async () => {
    underTest = await consoleUnderTest();
  });

  after(() => underTest.stop());

  const own = () => ({ "sec-fetch-site": "same-origin", origin: underTest.url, "content-type": "application/json" });
  const place = (rest: string) => `${underTest.url}/_local/console/${rest}`;
  const action = (asked: unknown) =>
    send(place("action"), { method: "POST", headers: own(), body: JSON.stringify(asked) });

  it("is a page for browsers, which loads nothing from elsewhere, and tells other clients in JSON what there is", async () => {
    const page = await send(underTest.url, { headers: { accept: "text/html,*/*" } });
    const other = await send(underTest.url, { headers: { accept: "*/*" } });

    expect(page.status).to.equal(200);
    expect(page.headers["content-security-policy"]).to.equal(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(page.body).to.not.match(/https?:/);
    expect(JSON.parse(other.body)).to.have.property("services").that.includes("sqs");
  });

  it("does nothing for pages of others, for names that point here, and for programs that say nothing of themselves", async () => {
    const body = JSON.stringify({
      service: "sqs",
      operation: "PurgeQueue",
      params: { QueueUrl: `${underTest.url}/000000000000/orders` },
    });
    await underTest.cloud.services.sqs.send(queue, "kept");
    const attacks = [
      {},
      { ...own(), "sec-fetch-site": "cross-site", origin: "https://example.com" },
      { ...own(), "sec-fetch-site": "same-site", origin: "http://127.0.0.1:1" },
      { ...own(), origin: "null" },
      { ...own(), "content-type": "text/plain" },
      { ...own(), host: "rebound.example.com" },
    ];

    const answers = await Promise.all(
      attacks.map((headers) => send(place("action"), { method: "POST", headers, body })),
    );
    const read = await send(place("live/queues"), { headers: { "sec-fetch-site": "cross-site" } });

    expect(answers.map(({ status }) => status)).to.deep.equal([403, 403, 403, 403, 415, 403]);
    expect(read.status).to.equal(403);
    expect([...answers, read].flatMap(({ headers }) => Object.keys(headers)).join()).to.not.contain("access-control");
    expect(underTest.cloud.services.sqs.depth(queue).visible).to.equal(1);
  });

  it("has nothing at strange paths, and calls no operation but its own", async () => {
    const found = await Promise.all(STRANGE_PATHS.map((rest) => send(place(rest), { headers: own() })));
    const done = await Promise.all(STRANGE_ACTIONS.map(action));
    const broken = await send(place("action"), { method: "POST", headers: own(), body: "{" });

    expect(found.map(({ status }) => status)).to.deep.equal(STRANGE_PATHS.map(() => 404));
    expect([...done, broken].map(({ status }) => status)).to.deep.equal([400, 400, 400, 400, 400, 400, 400]);
    expect(JSON.parse(done[0]?.body ?? "").message).to.equal("the console does not call secretsmanager:GetSecretValue");
  });

  it("sends requests to the program's own APIs and nowhere else, and as who may call them", async () => {
    const request = (asked: unknown) =>
      send(place("request"), { method: "POST", headers: own(), body: JSON.stringify(asked) });
    const path = `${new URL(String(underTest.cloud.outputs.parcelsUrl?.value)).pathname}nothing`;
    const refused = [
      { method: "POST", path: "/_local/console/action" },
      { method: "POST", path: "/execute-api/../_local/console/action" },
      { method: "POST", path: "/execute-api/%2e%2e/_local/console/action" },
      { method: "POST", path: "//example.com/execute-api/" },
      { method: "POST", path: "execute-api/a" },
      { method: "CONNECT", path },
      { method: "GET", path, body: "{}" },
      { method: "POST", path, headers: { "x-a": "b\r\nx-c: d" } },
      { method: "POST", path, headers: { "x-a": 1 } },
      { method: "POST", path, signs: "yes" },
      "everything",
    ];

    const answers = await Promise.all(refused.map(request));
    const answered = JSON.parse((await request({ method: "POST", path, body: "{}", signs: true })).body);

    expect(answers.map(({ status }) => status)).to.deep.equal(refused.map(() => 400));
    expect(answered).to.deep.include({ status: 404, text: '{"message":"Not Found"}', bytes: 23 });
    expect(JSON.stringify([answers, answered])).to.not.contain(underTest.cloud.services.iam.operator.sessionToken);
  });

  it("keeps values of variables to itself", async () => {
    const { body } = await send(place("view/function?name=greeter"), { headers: own() });

    expect(JSON.parse(body).variables).to.deep.equal(["SECRET"]);
    expect(body).to.not.contain("do-not-show");
  });

  it("does not record its own looks, which would push the program's calls out", async () => {
    for (const view of ["tables", "workflows"]) await send(place(`view/${view}`), { headers: own() });
    const { body } = await send(place("view/calls?show=all"), { headers: own() });

    expect(body).to.not.match(/DescribeTable|ListExecutions/);
  });

  describeInBrowser("for pages of other sites", (browser) => {
    it("shows nothing and does nothing, by whatever means", async () => {
      const { sqs } = underTest.cloud.services;
      const elsewhere = await ForeignPage.open(browser);
      const QueueUrl = `${underTest.url}/000000000000/orders`;
      const purge = JSON.stringify({ service: "sqs", operation: "PurgeQueue", params: { QueueUrl } });
      const before = sqs.depth(queue).visible;
      try {
        for (const rest of ["view/queues", "live/queues"]) {
          expect(await elsewhere.read(place(rest))).to.equal(undefined);
          expect(await elsewhere.go(place(rest))).to.equal(403);
        }
        expect(await elsewhere.framed(underTest.url)).to.equal(undefined);
        await elsewhere.send(place("action"), purge);
        await elsewhere.read(place("action"), {
          ...{ method: "POST", headers: { "content-type": "application/json" }, body: purge },
        });
        expect(await elsewhere.submit(place("action"), { [purge]: "" })).to.equal(403);
      } finally {
        await elsewhere.close();
      }
      expect(before).to.be.greaterThan(0);
      expect(sqs.depth(queue).visible).to.equal(before);
    });
  });

  describeInBrowser("its pages", (browser) => {
    const problems: string[] = [];

    async function open(hash: string, size?: { width: number; height: number }): Promise<Page> {
      const page = await browser.open("about:blank", size);
      page.on("console", (message) => {
        if (message.type() === "error") problems.push(message.text());
      });
      page.on("pageerror", (error) => problems.push(error.message));
      await page.goto(`${underTest.url}/${hash}`);
      return page;
    }

    let parcel: Promise<unknown> | undefined;
    /** Sends one parcel while the console looks, and waits until it is stored. */
    const parcelStored = () => {
      parcel ??= (async () => {
        const stored = async () => (await send(place("view/calls?show=all&text=PutItem"), { headers: own() })).body;
        await stored();
        const body = JSON.stringify({ parcel: "parcel-0001", pickUpPin: "9876" });
        await fetch(`${underTest.cloud.outputs.parcelsUrl?.value}parcels`, { method: "POST", body });
        await until(stored, (calls) => /PutItem[^}]*"outcome":"ok"/.test(calls));
      })();
      return parcel;
    };

    const line = (page: Page, text: string) => page.locator("summary .line", { hasText: text });

    afterEach(() => {
      expect(problems.splice(0)).to.deep.equal([]);
    });

    it("show a queue's messages without receiving them, send one, and purge after a question", async () => {
      const { sqs } = underTest.cloud.services;
      const page = await open("#/queues");
      await page.getByRole("link", { name: "orders", exact: true }).click();
      await page.getByRole("heading", { name: "orders", level: 1 }).waitFor();

      await page.getByLabel("Message body").fill('{"card":"<b>4711</b>"}');
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.locator("summary", { hasText: "4711" }).click();
      await page.getByText('"card": "<b>4711</b>"').waitFor();

      expect(
        sqs.peek(queue, { from: 0, limit: 9 }).map(({ body, receiveCount }) => [body, receiveCount]),
      ).to.deep.equal([
        ["kept", 0],
        ['{"card":"<b>4711</b>"}', 0],
      ]);
      await page.getByRole("button", { name: "Purge" }).click();
      await page.getByRole("button", { name: "Cancel" }).click();
      expect(sqs.depth(queue).visible).to.equal(2);
      await page.getByRole("button", { name: "Purge" }).click();
      await page.getByRole("button", { name: "Delete all messages" }).click();
      await page.getByText("The queue is empty now.").waitFor();
      expect(sqs.depth(queue).visible).to.equal(0);
    });

    it("tell of dead letters on every page, and send them back", async () => {
      const { sqs } = underTest.cloud.services;
      await sqs.send(queue, "poison");
      const once = { max: 1, waitSeconds: 0, signal: new AbortController().signal };
      for (const { receiptHandle } of await sqs.receive(queue, once))
        await sqs.changeVisibility(queue, receiptHandle, 0);
      await sqs.receive(queue, once);
      expect(sqs.depth(dead).visible).to.equal(1);

      const page = await open("#/functions");
      await page.getByRole("link", { name: "Queues 1 dead letters" }).click();
      await page.getByRole("link", { name: "orders-dead" }).click();
      await page.getByRole("button", { name: "Send dead letters back" }).click();

      await page.getByText("The messages go back to where they came from.").waitFor();
      await page.getByText("No messages").waitFor();
      expect(sqs.peek(queue, { from: 0, limit: 9 }).map(({ body }) => body)).to.deep.equal(["poison"]);
    });

    it("page through many messages", async () => {
      const { sqs } = underTest.cloud.services;
      await Promise.all(Array.from({ length: 60 }, (_, index) => sqs.send(dead, `message ${index}`)));
      const page = await open("#/queues/orders-dead");
      await line(page, "message 24").waitFor();

      await page.getByRole("button", { name: "Next" }).click();
      await line(page, "message 25").waitFor();
      await page.getByRole("button", { name: "Next" }).click();
      await line(page, "message 59").waitFor();

      expect(await page.locator(".messages li").count()).to.equal(10);
      expect(await page.getByRole("button", { name: "Next" }).getAttribute("aria-disabled")).to.equal("true");
    });

    it("scan a table and query it by key", async () => {
      const item = (id: string, at: number) => ({
        id: { S: id },
        at: { N: String(at) },
        name: { S: `${id} at ${at}` },
      });
      const { api } = underTest.cloud.services.dynamodb;
      const principal = { kind: "operator", arn: "arn:aws:iam::000000000000:user/operator" } as const;
      for (const Item of [item("ann", 1), item("ann", 2), item("bob", 3)]) {
        await api.prepare({ operation: "PutItem", params: { TableName: "customers", Item }, principal }).run();
      }
      const page = await open("#/tables/customers");
      await page.getByText("bob at 3").waitFor();

      await page.getByLabel("id", { exact: true }).fill("ann");
      await page.getByRole("button", { name: "Query" }).click();
      await page.getByText("bob at 3").waitFor({ state: "detached" });
      await page.getByRole("button", { name: "ann" }).last().click();

      await page.getByText('"name": "ann at 2"').waitFor();
      await page.getByLabel("at (equals)").fill("many");
      await page.getByRole("button", { name: "Query" }).click();
      expect(await page.getByRole("alert").textContent()).to.contain("converted to a numeric value");
      expect(problems.splice(0)).to.have.length(1);
    });

    it("invoke a function by keyboard alone, and show its error and its log", async () => {
      const page = await open("#/functions/greeter");
      await page.getByLabel("Event, in JSON").focus();
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type('{"name":"Ann"}');
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.getByText('"greeting": "Hello, Ann"').waitFor();
      expect(await page.getByLabel("Lines of the log").textContent()).to.contain("greeting Ann");

      await page.getByLabel("Event, in JSON").fill("{}");
      await page.getByRole("button", { name: "Invoke" }).click();
      await page.getByText("nobody to greet").first().waitFor();

      await page.getByRole("link", { name: "/aws/lambda/greeter" }).click();
      await page.getByLabel("Lines that contain").fill("GREETING");
      await page.getByText("of 1 line,").waitFor();
      expect(await page.locator(".log li").count()).to.equal(1);
    });

    it("follow an event from its request to the item that it became, with each try, statement and denial", async () => {
      await parcelStored();
      const page = await open("#/journeys");
      await page.getByRole("link", { name: "POST /parcels" }).click();
      await page.locator("summary", { hasText: "dynamodb:PutItem" }).waitFor();

      const hops = await page
        .locator(".waterfall summary")
        .evaluateAll((lines) =>
          lines.map((line) =>
            [".kind", ".hopAction", ".hopName .quietText", ".badge"]
              .map((part) => [...line.querySelectorAll(part)].map(({ textContent }) => textContent).join(", "))
              .join(" | "),
          ),
        );
      expect(hops).to.deep.equal([
        "request | POST /parcels | a client → parcels | 202",
        "invocation | taker | parcels → taker | ok",
        "call | sqs:SendMessage | taker → parcels | ok",
        "invocation | packer | parcels → packer | Error",
        "call | sqs:ChangeMessageVisibility | packer → parcels | ok",
        "invocation | packer | parcels → packer | attempt 2, ok",
        "call | dynamodb:DeleteItem | packer → customers | AccessDenied",
        "call | dynamodb:PutItem | packer → customers | ok",
      ]);
      await page.locator("summary", { hasText: "dynamodb:PutItem" }).click();
      await page.getByText('"Sid": "Store"').waitFor();
      await page.locator("summary", { hasText: "dynamodb:DeleteItem" }).click();
      await page.getByText("because no statement allows it").waitFor();
      await page.locator("summary", { hasText: "sqs:SendMessage" }).click();
      await page.locator("details", { hasText: "sqs:SendMessage" }).getByText("parcel-0001").waitFor();
      expect(await page.content()).to.not.contain("9876");
      await browser.keep(page, "console-journey");

      await page.goto(`${underTest.url}/#/journeys`);
      await page.getByLabel("Show").selectOption("failures");
      await page.getByRole("link", { name: "dynamodb:DeleteItem" }).waitFor();
      await page.getByLabel("With this in it").fill("tape");
      await page.getByText("Nothing like that").waitFor();
    });

    it("draw what hangs together with its traffic, and say the same in a table", async () => {
      await parcelStored();
      const page = await open("#/map");
      const packer = page.locator(".mapThing", { hasText: "packer" });
      await packer.waitFor();
      await page.locator(".mapTraffic", { hasText: "/min" }).first().waitFor();
      expect(await packer.textContent()).to.contain("1 error");
      await browser.keep(page, "console-map");

      await page.getByRole("button", { name: "Table" }).click();
      const rows = await page
        .locator("table")
        .first()
        .locator("tbody tr")
        .evaluateAll((lines) => lines.map((line) => [...line.children].map(({ textContent }) => textContent)));
      expect(rows.map(([from, to, aMinute, failed]) => `${from} > ${to}, ${aMinute}, ${failed}`)).to.have.members([
        "orders > orders-dead, 0, 0",
        "parcels > packer, 2, 1",
        "parcels > taker, 1, 0",
        "taker > parcels, 1, 0",
        "packer > customers, 2, 1",
        "packer > parcels, 0, 0",
        "clients > parcels, 1, 0",
      ]);

      await page.getByRole("button", { name: "Picture" }).click();
      await packer.getByRole("link").click();
      await page.getByRole("heading", { name: "packer", level: 1 }).waitFor();
    });

    it("send a request to a route, keep it for the next time, and lead to its journey", async () => {
      const page = await open("#/send");
      await page.getByLabel("Body").fill('{"parcel":"parcel-0002"}');
      await page.getByLabel("Headers, one a line").fill("no header");
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.getByText('"no header" is no header: write name: value').waitFor();

      await page.getByLabel("Headers, one a line").fill("content-type: application/json");
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.getByText("Answered 202 after").waitFor();
      await browser.keep(page, "console-send-answered");
      await page.getByRole("link", { name: "Follow it" }).click();

      await page.getByRole("heading", { name: "POST /parcels" }).waitFor();
      await page.goto(`${underTest.url}/#/send`);
      expect(await page.getByLabel("Body").inputValue()).to.equal('{"parcel":"parcel-0002"}');
      await page.getByRole("button", { name: "Start again" }).click();
      expect(await page.getByLabel("Body").inputValue()).to.equal("{}");
    });

    it("show a journey beside one that was kept, of another run as well", async () => {
      const begun = async () => (await send(place("view/calls?text=POST"), { headers: own() })).body;
      await begun();
      await fetch(`${underTest.cloud.outputs.parcelsUrl?.value}parcels`, {
        method: "POST",
        body: '{"parcel":"parcel-0003"}',
      });
      await until(begun, (calls) => calls.includes("POST /parcels"));
      const kept = { name: "POST /parcels", at: 1, ms: 5, hops: [] };
      const page = await open("#/journeys");
      await page.evaluate(`localStorage.setItem("sluice.journeys", ${JSON.stringify(JSON.stringify([kept]))})`);
      await page.getByRole("link", { name: "POST /parcels" }).first().click();
      await page.getByLabel("Beside", { exact: true }).selectOption({ index: 1 });
      await page.getByText("the other 5 ms.").waitFor();
      expect(await page.locator("tr", { hasText: "taker, parcels → taker" }).textContent()).to.contain("not there");

      await page.getByRole("button", { name: "Keep this one" }).click();
      await page.getByText("It is kept in this browser.").waitFor({ state: "attached" });
      const stored = await page.evaluate<string>('localStorage.getItem("sluice.journeys")');
      expect(JSON.parse(stored)).to.have.length(2);
      expect(stored).to.not.contain("verdicts");
      await browser.keep(page, "console-journey-beside");
    });

    it("turn faults on and off", async () => {
      const { chaos, chaosSwitches } = underTest.cloud.services;
      const page = await open("#/break");
      await page.getByLabel("Calls of DynamoDB are throttled").fill("100");
      await page.getByRole("button", { name: "Set" }).click();
      await page.getByText("Faults are injected, with the seed 7").waitFor();
      expect([chaos.strikes("throttleDynamo"), chaos.strikes("killTask")]).to.deep.equal([true, false]);
      await browser.keep(page, "console-break");

      await page.getByRole("button", { name: "Stop all" }).click();
      await page.getByText("Nothing is made to fail.").waitFor();
      expect(chaosSwitches.options).to.equal(undefined);

      const wrong = [
        { seed: 7, killTask: 2 },
        { seed: "x" },
        { seed: 7, nothing: 1 },
        { seed: 7, killTask: "1" },
        "all",
      ];
      const answers = await Promise.all(
        wrong.map((options) => send(place("chaos"), { method: "POST", headers: own(), body: JSON.stringify(options) })),
      );
      expect(answers.map(({ status }) => status)).to.deep.equal(wrong.map(() => 400));
      expect(chaosSwitches.options).to.equal(undefined);
    });

    it("start a workflow, and show what happened in it", async () => {
      const page = await open("#/workflows/welcome");
      const runs = page.locator("#executions + .rows > li");
      await page.getByRole("button", { name: "Start" }).click();
      await runs.filter({ hasText: "failed" }).locator("summary").click();
      await page.getByText("nobody is named").first().waitFor();
      await page.getByRole("button", { name: "Go on from where it ended" }).waitFor();
      expect(await page.locator(".log .badge").allTextContents()).to.deep.equal([
        ...["ExecutionStarted", "ChoiceStateEntered", "ChoiceStateExited", "FailStateEntered", "ExecutionFailed"],
      ]);

      await page.getByLabel("Input, in JSON").fill('{"guest":"Ann"}');
      await page.getByRole("button", { name: "Start" }).click();
      await runs.filter({ hasText: "succeeded" }).locator("summary").click();
      await page.getByText('"said": "Welcome"').first().waitFor();
      await page.getByLabel("Input, in JSON").fill("{");
      await page.getByRole("button", { name: "Start" }).click();
      await page.getByRole("alert").waitFor();
      expect(problems.splice(0)).to.have.length(1);
      await browser.keep(page, "console-workflow");
    });

    it("say what is not there", async () => {
      const page = await open("#/queues/nothing");

      expect(await page.getByRole("alert").textContent()).to.equal('There is no queue "nothing".');
    });
  });
});
