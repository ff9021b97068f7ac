import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { type OutputsOf, start, type TestCloud } from "../../../local/testing";
import { rejection } from "../../support/rejection";
import type * as orders from "./orders/index";

const ROOT = path.join(__dirname, "..", "..", "..");
const ORDERS = path.join(__dirname, "orders");
const HOOK = path.join(ROOT, "local/evaluation/typescript.cjs");
const MOCHA = path.join(ROOT, "node_modules/mocha/bin/mocha.js");
const page = () => readFileSync(path.join(ROOT, "docs/packages.md"), "utf8");

const foldersLeft = () => readdirSync(tmpdir()).filter((name) => name.startsWith("sluice-test-"));

describe("sluice/testing", () => {
  const run = (...args: string[]) => promisify(execFile)(process.execPath, ["--require", HOOK, ...args], { cwd: ROOT });
  const examples: [runner: string, file: string, args: readonly string[], passed: RegExp][] = [
    ["mocha", "orders.mocha.ts", [MOCHA, "--no-config", "--timeout", "30000"], /1 passing/],
    ["node:test", "orders.nodeTest.ts", ["--test"], /^(#|ℹ) pass 1$/m],
  ];
  it("has mocks for unit tests, as docs/packages.md shows", async () => {
    const file = path.join(ORDERS, "orders.unit.ts");

    const { stdout } = await run(MOCHA, "--no-config", "--timeout", "60000", file);

    expect(stdout).to.match(/1 passing/);
    expect(page()).to.include(
      readFileSync(file, "utf8").replace('"../../../../local/testing/mocks"', '"sluice/testing/mocks"'),
    );
  });

  for (const [runner, file, args, passed] of examples) {
    it(`runs a program in tests of ${runner}, as docs/packages.md shows`, async () => {
      const { stdout } = await run(...args, path.join(ORDERS, file));

      expect(stdout).to.match(passed);
      const shown = readFileSync(path.join(ORDERS, file), "utf8").replace(
        '"../../../../local/testing"',
        '"sluice/testing"',
      );
      expect(page()).to.include(shown);
    });
  }

  describe("with a running program", () => {
    let cloud: TestCloud<OutputsOf<typeof orders>>;
    before(async () => {
      cloud = await start<typeof orders>({ program: ORDERS });
    });
    after(() => cloud?.stop());

    it("looks at messages without receiving them, those that wait included", async () => {
      const queue = cloud.queue(cloud.outputs.orders.deadLetterQueueUrl);
      await queue.send("first");
      await queue.send("second");

      for (const _ of ["once", "twice"]) {
        expect(queue.messages().map(({ body, receiveCount, state }) => [body, receiveCount, state])).to.deep.equal([
          ["first", 0, "visible"],
          ["second", 0, "visible"],
        ]);
      }
    });

    it("loses messages by their retention, which takes days, in no time", async () => {
      const queue = cloud.queue(cloud.outputs.orders.deadLetterQueueUrl);
      expect(queue.messages()).to.have.length(2);

      await cloud.clock.advance({ days: 4, minutes: 1 });

      expect(queue.messages()).to.deep.equal([]);
      expect(cloud.clock.now().getTime() - Date.now()).to.be.within(4 * 86_400_000, 4 * 86_400_000 + 120_000);
    });

    it("takes clients of the AWS SDK", async () => {
      const { QueueUrl } = await new SQSClient(cloud.aws).send(
        new GetQueueUrlCommand({ QueueName: cloud.outputs.orders.queueUrl.split("/").at(-1) }),
      );

      expect(QueueUrl).to.equal(cloud.outputs.orders.queueUrl);
    });

    it("denies as many calls as it is told, of the program's roles", async () => {
      cloud.denyNext("sqs:DeleteMessage");
      await cloud.queue(cloud.outputs.orders.queueUrl).send('{"id":"denied-once"}');

      await cloud.reported(/kept denied-once/);
      expect(() => cloud.denyNext("PutItem")).to.throw('denyNext takes an action such as "dynamodb:PutItem"');
    });

    it("says what it waited for in vain", async () => {
      expect((await rejection(cloud.until(() => false, { seconds: 0 }))).message).to.equal(
        "not so within 0 s: () => false",
      );
    });
  });

  it("leaves nothing behind, where the program fails as well", async () => {
    const before = foldersLeft();

    const error = await rejection(start({ program: ORDERS, config: { "aws:region": "not-a-region" } }));

    expect(error.message).to.include("not-a-region");
    expect(foldersLeft()).to.deep.equal(before);
    expect(existsSync(path.join(ORDERS, ".sluice"))).to.equal(false);
  });
});
