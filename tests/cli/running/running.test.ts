import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { writeOutputs } from "../../../cli/outputsFile";
import { invokeFunction } from "../../../cli/running/invoke";
import { LogReader, logGroupNamed, logGroups } from "../../../cli/running/logs";
import { namedValue } from "../../../cli/running/named";
import { type OutputsOf, start, type TestCloud } from "../../../local/testing";
import type * as orders from "../../local/testing/orders/index";
import { rejection } from "../../support/rejection";

const ORDERS = path.join(__dirname, "../../local/testing/orders");

describe("what one does with a program that runs", () => {
  let cloud: TestCloud<OutputsOf<typeof orders>>;
  before(async () => {
    cloud = await start<typeof orders>({ program: ORDERS });
  });
  after(() => cloud?.stop());

  describe("sluice invoke", () => {
    const invoked = (payload: string) =>
      invokeFunction(new LambdaClient(cloud.aws), cloud.outputs.orders.keeperName, payload);

    it("gives the answer and the log of the call", async () => {
      const { failed, answer, log } = await invoked(JSON.stringify({ Records: [{ body: '{"id":"by-hand"}' }] }));

      expect({ failed, answer }).to.deep.equal({ failed: false, answer: "null" });
      expect(log.filter((line) => /kept by-hand/.test(line))).to.have.length(1);
    });

    it("tells where the function fails", async () => {
      const { failed, answer } = await invoked("{}");

      expect(failed).to.equal(true);
      expect(answer).to.include('"errorType":"TypeError"');
    });

    it("shows what is no JSON, before anything is called", async () => {
      expect((await rejection(invoked("{id: 1}"))).message).to.match(/^the payload is no JSON \(.*\): \{id: 1\}$/s);
    });
  });

  describe("sluice logs", () => {
    let logs: CloudWatchLogsClient;
    let group: string;
    before(async () => {
      logs = new CloudWatchLogsClient(cloud.aws);
      group = logGroupNamed(await logGroups(logs), cloud.outputs.orders.keeperName);
      await logs.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: "by-hand" }));
    });

    it("gives each line once, those of the same instant as the last one included", async () => {
      const now = cloud.clock.now().getTime();
      const put = (...messages: readonly string[]) =>
        logs.send(
          new PutLogEventsCommand({
            ...{ logGroupName: group, logStreamName: "by-hand" },
            logEvents: messages.map((message) => ({ timestamp: now, message })),
          }),
        );
      const reader = new LogReader(logs, group, now);

      await put("first", "second\n");
      const once = await reader.next();
      await put("third");
      const twice = await reader.next();

      const time = new Date(now).toISOString();
      const line = (message: string) => ({ time, stream: "by-hand", message });
      expect([once, twice, await reader.next()]).to.deep.equal([[line("first"), line("second")], [line("third")], []]);
    });
  });
});

describe("the log group that a part of its name stands for", () => {
  const groups = ["/aws/lambda/producer", "/aws/lambda/producer-old", "/ecs/worker"];

  it("is the one that has it, or that is it", () => {
    expect(logGroupNamed(groups, "worker")).to.equal("/ecs/worker");
    expect(logGroupNamed(groups, "/aws/lambda/producer")).to.equal("/aws/lambda/producer");
  });

  it("is refused where there are several or none, with those that there are", () => {
    expect(() => logGroupNamed(groups, "producer")).to.throw(
      'several log groups have "producer" in the name: /aws/lambda/producer, /aws/lambda/producer-old',
    );
    expect(() => logGroupNamed(groups, "none")).to.throw('no log group has "none" in the name: /aws/lambda/producer, ');
    expect(() => logGroupNamed([], "none")).to.throw("in the name: there is none");
  });
});

describe("the value that an argument stands for", () => {
  let workFolder: string;
  beforeEach(() => {
    workFolder = mkdtempSync(path.join(tmpdir(), "sluice-named-"));
  });
  afterEach(() => rmSync(workFolder, { recursive: true, force: true }));

  it("is that of the output by its path, or the argument itself", () => {
    expect(namedValue(workFolder, "bursts.queueUrl")).to.equal("bursts.queueUrl");
    writeOutputs(workFolder, {
      bursts: { value: { queueUrl: "http://queue", size: 3 }, secret: false },
      bigOrders: { value: { queueUrl: "http://big", "late.fifo": "http://late" }, secret: false },
    });

    expect(namedValue(workFolder, "bursts.queueUrl")).to.equal("http://queue");
    expect(namedValue(workFolder, "big-orders.queueUrl")).to.equal("http://big");
    expect(namedValue(workFolder, "bigOrders.late.fifo")).to.equal("http://late");
    expect(namedValue(workFolder, "bursts.size")).to.equal("bursts.size");
    expect(namedValue(workFolder, "http://other")).to.equal("http://other");
  });
});
