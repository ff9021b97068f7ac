import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { processesBelow } from "../../../cli/faults/processes";
import { RestartingServer } from "../../../local/services/dynamodb/restartingServer";
import { type DynamoServer, LostAnswer } from "../../../local/services/dynamodb/server";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
import { until } from "../../support/until";
import { NOW, startDynamoDb, tableSpec } from "./support";

/** A server that a test ends. */
class EndedByTest implements DynamoServer {
  end: (lastLine: string) => void = () => {};
  isStopped = false;
  readonly calls: string[] = [];
  readonly ended = new Promise<string>((resolve) => {
    this.end = resolve;
  });

  constructor(readonly losesAnswers: boolean) {}

  async forward() {
    if (this.losesAnswers) throw new LostAnswer("reset");
    return { status: 200, headers: {}, body: Buffer.from("{}") };
  }
  async call<Reply>(operation: string) {
    this.calls.push(operation);
    if (this.losesAnswers) throw new LostAnswer("reset");
    return {} as Reply;
  }
  async stop() {
    this.isStopped = true;
    this.end("");
  }
}

/** @param losesAnswers if the first server does */
async function startRestarting({ losesAnswers = false } = {}) {
  const started: EndedByTest[] = [];
  const warnings: string[] = [];
  const clock = new HeldClock(NOW);
  const failures: string[] = [];
  const start = async () => {
    const failure = failures.shift();
    if (failure !== undefined) throw new Error(failure);
    const server = new EndedByTest(losesAnswers && started.length === 0);
    started.push(server);
    return server;
  };
  const report = { stage() {}, log() {}, warn: (_source: string, line: string) => void warnings.push(line) };
  const server = await RestartingServer.begin(start, { clock, report });
  /** Lets what is due happen. */
  const settle = async (ms: number) => {
    await new Promise(setImmediate);
    clock.advance(ms);
    await new Promise(setImmediate);
  };
  return { server, started, warnings, failures, settle };
}

const PUT = "DynamoDB_20120810.PutItem";
const ENDED = "The local DynamoDB ended by itself, its last words: disk full; it is started again on its data";

describe("a DynamoDB server that ends by itself", () => {
  it("is started again, which one line says", async () => {
    const { server, started, warnings, settle } = await startRestarting();

    started[0]?.end("disk full");
    await settle(0);
    const reply = await server.forward(PUT, "{}");
    await server.stop();

    expect(warnings).to.deep.equal([ENDED]);
    expect(reply.status).to.equal(200);
    expect(started.map(({ isStopped }) => isStopped)).to.deep.equal([false, true]);
  });

  it("is answered for with what SDKs try again: 500 where the answer is lost, 503 while there is none", async () => {
    const { server, started, settle } = await startRestarting({ losesAnswers: true });

    const whileEnding = await rejection(server.forward(PUT, "{}"));
    started[0]?.end("");
    await settle(0);
    started[1]?.end("");
    await settle(199);
    const whileDown = await rejection(server.forward(PUT, "{}"));

    expect(whileEnding).to.include({ code: "InternalServerError", status: 500 });
    expect(whileDown).to.include({ code: "ServiceUnavailable", status: 503 });
    await server.stop();
  });

  it("lets what reads its streams wait, and asks the next server", async () => {
    const { server, started, settle } = await startRestarting({ losesAnswers: true });

    const reading = server.call("GetRecords", {});
    const changing = rejection(server.call("CreateTable", {}));
    await settle(0);
    started[0]?.end("");
    await settle(0);

    expect(await reading).to.deep.equal({});
    expect(started.map(({ calls }) => calls)).to.deep.equal([["GetRecords", "CreateTable"], ["GetRecords"]]);
    expect(await changing).to.include({ code: "InternalServerError" });
    await server.stop();
  });

  it("is started later each time, and not for ever: the last line says what to do", async () => {
    const { server, started, warnings, failures, settle } = await startRestarting();
    failures.push("no space", "no space", "no space", "no space", "no space");

    started[0]?.end("disk full");
    for (const delay of [0, 200, 1000, 3000, 5000]) await settle(delay);

    expect(warnings[0]).to.equal(ENDED);
    expect(warnings[1]).to.equal("The local DynamoDB does not start: no space; it is started again on its data");
    expect(warnings).to.have.length(6);
    expect(warnings[5]).to.equal(
      "The local DynamoDB does not start: no space. It ended six times within a minute, and is not started again: " +
        "stop the local cloud, and start it anew",
    );
    expect(await rejection(server.forward(PUT, "{}"))).to.include({ status: 503 });
    expect(await rejection(server.call("GetRecords", {}))).to.include({ status: 503 });
    await server.stop();
  });

  it("stops while it waits for a start", async () => {
    const { server, started, settle } = await startRestarting();
    started[0]?.end("");
    await settle(0);
    started[1]?.end("");
    await settle(199);
    const waiting = rejection(server.call("GetRecords", {}));

    await server.stop();

    expect(await waiting).to.include({ status: 503 });
    expect(started).to.have.length(2);
  });

  it("has everything it acknowledged after kill -9, and its stream goes on where it was", async () => {
    const test = await startDynamoDb();
    try {
      const { streamArn = "" } = await test.dynamodb.createTable(tableSpec("items", { streamViewType: "NEW_IMAGE" }));
      const [shard] = await test.dynamodb.streams.shards(streamArn);
      const iterator = await test.dynamodb.streams.iterator(streamArn, shard?.shardId ?? "", "TRIM_HORIZON");
      const put = (id: string) => test.client.send(new PutItemCommand({ TableName: "items", Item: { id: { S: id } } }));
      const read = async (from: string) => {
        const { records, nextIterator = "" } = await test.dynamodb.streams.records(from, 100);
        return { ids: records.map(({ dynamodb }) => dynamodb.NewImage?.id), nextIterator };
      };
      for (const id of ["a", "b"]) await put(id);
      const first = await read(iterator);
      await put("c");

      const server = processesBelow(process.pid).find(({ command }) => /^\S*dynoxide serve/.test(command));
      process.kill(server?.pid ?? 0, "SIGKILL");

      const second = await until(
        () => read(first.nextIterator),
        ({ ids }) => ids.length > 0,
      );
      const get = new GetItemCommand({ TableName: "items", Key: { id: { S: "c" } } });
      const { Item } = await until(() => test.client.send(get).catch(() => undefined));
      await put("d");
      const third = await read(second.nextIterator);
      expect([first.ids, second.ids, third.ids]).to.deep.equal([[{ S: "a" }, { S: "b" }], [{ S: "c" }], [{ S: "d" }]]);
      expect(Item).to.deep.equal({ id: { S: "c" } });
    } finally {
      await test.close();
    }
  });
});
