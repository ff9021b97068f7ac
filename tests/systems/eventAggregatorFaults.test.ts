import path from "node:path";
import { expect } from "chai";
import { failureQueueAt } from "../../cli/load/event-aggregator/failureQueue";
import { writeLocalAccess } from "../../cli/localAccess";
import { ProgramFolder } from "../support/programFolder";
import { received } from "../support/received";
import { outputOf, type RunningSystem, runSystem } from "../support/runningSystem";
import { until } from "../support/until";

const COMPONENT = path.resolve(__dirname, "../../components/eventAggregator");

/** Aggregators with one permission less than the component gives, and one whose callback fails for some events. */
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import { EventAggregator } from "${COMPONENT}";

const without = (statements: string, action: string) => {
  const { Statement, ...rest } = JSON.parse(statements);
  return JSON.stringify({ ...rest, Statement: Statement.filter((s: { Action: string[] }) => ![s.Action].flat().includes(action)) });
};
pulumi.runtime.registerStackTransformation(({ name, props, opts }) => {
  const missing = { "noput-producer-policy": "dynamodb:PutItem", "noupdate-aggregator-policy": "dynamodb:UpdateItem" }[name];
  if (missing) return { props: { ...props, policy: pulumi.output(props.policy).apply((text) => without(text, missing)) }, opts };
  if (name.startsWith("nocall-") && props.sourceArn) {
    return { props: { ...props, sourceArn: "arn:aws:execute-api:us-east-1:000000000000:otherapi00/*" }, opts };
  }
  return { props, opts };
});

const args = { auth: "public", deletionProtection: false, maximumBatchingWindowSeconds: 0 };
const summarize = (event: { customer?: string; amount?: number }) => {
  if (event.customer === undefined) throw new TypeError("an order needs a customer");
  return { key: event.customer, add: { total: event.amount ?? 0 } };
};
for (const [name, more] of Object.entries({ noput: {}, noupdate: {}, nocall: {}, orders: { summarize } })) {
  const { apiEndpoint, failureQueueUrl, eventTable } = new EventAggregator(name, { ...args, ...more } as never);
  exports[name] = { apiEndpoint, failureQueueUrl, eventTable: eventTable.name };
}
`;

describe("an event aggregator that lacks something", () => {
  let folder: ProgramFolder;
  let system: RunningSystem;

  before(async function () {
    this.timeout(180_000);
    folder = new ProgramFolder(PROGRAM);
    system = await runSystem(folder.path);
  });

  after(async () => {
    await system.stop();
    folder.remove();
  });

  const url = (name: string, route: string) => `${outputOf(system, name, "apiEndpoint")}/${route}`;
  const post = (name: string, event: object) =>
    fetch(url(name, "trigger-event"), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(event),
    });
  const summaries = async (name: string) =>
    ((await (await fetch(url(name, "get-summary"))).json()) as { summaries: Record<string, unknown>[] }).summaries;

  it("stores nothing without dynamodb:PutItem, and says which statement is missing", async () => {
    const response = await post("noput", { a: 1 });
    const warning = await system.reported(/"Action":\s*"dynamodb:PutItem"/);

    expect(response.status).to.equal(500);
    expect(warning).to.contain(`table/${outputOf(system, "noput", "eventTable")}`);
    expect(await summaries("noput")).to.deep.equal([]);
  });

  it("summarises nothing without dynamodb:UpdateItem, and counts errors", async () => {
    const response = await post("noupdate", { a: 1 });
    await system.reported(/"Action":\s*"dynamodb:UpdateItem"/);
    const failure = await system.reported(/noupdate-aggregator.*AccessDenied/);

    expect(response.status).to.equal(202);
    expect(failure).to.contain("dynamodb:UpdateItem");
    expect(await summaries("noupdate")).to.deep.equal([]);
  });

  it("reaches no function without the API's permission, and names the permission that is missing", async () => {
    const response = await post("nocall", { a: 1 });
    const warning = await system.reported(/aws\.lambda\.Permission/);

    expect(response.status).to.equal(500);
    expect(warning).to.match(/sourceArn.*trigger-event/);
  });

  it("sends the event for which the callback throws to the failure queue, and stops nothing else", async () => {
    const { sqs } = system.cloud.services;
    writeLocalAccess(system.workFolder, system.cloud.services);
    const queueUrl = outputOf(system, "orders", "failureQueueUrl");
    const queue = system.cloud.resources.find(({ state }) => state.url === queueUrl);
    const orders = [
      { customer: "ann", amount: 0.1 },
      { amount: 5 },
      { customer: "ann", amount: 0.2 },
      { customer: "bob" },
    ];

    const replies = await Promise.all(orders.map((order) => post("orders", order)));
    const [message, ...more] = await received(sqs, String(queue?.state.arn));
    const counted = await until(
      () => summaries("orders"),
      (all) => all.reduce((sum, { ItemCount }) => sum + Number(ItemCount), 0) === 3,
    );

    expect(replies.map(({ status }) => status)).to.deep.equal([202, 202, 202, 202]);
    expect(more).to.deep.equal([]);
    expect(await failureQueueAt(queueUrl, system.workFolder).depth()).to.equal(1);
    expect(JSON.parse(message?.body ?? "")).to.deep.include({ payload: '{"amount":5}' });
    expect(message?.body).to.contain("an order needs a customer");
    expect(counted.map(({ SummaryID, ItemCount, total }) => [SummaryID, ItemCount, total])).to.have.deep.members([
      ["ann", 2, 0.3],
      ["bob", 1, 0],
    ]);
  });
});
