import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as pulumi from "@pulumi/pulumi";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import canonicalize from "canonicalize";
import { expect } from "chai";
import * as locales from "zod/locales";
import { z } from "zod/mini";
import { bundleHandler } from "../../../../components/parts/lambda/bundle";
import { checked } from "../../../../functions/shared/schema";
import { loadArtifact } from "../../../support/artifact";
import { runProgram } from "../../../support/program";

const root = path.join(__dirname, "..", "..", "..", "..");

/** Bundles within a program, as a component does. */
async function bundle(factory: () => unknown) {
  const run = await runProgram(() => {
    const host = new pulumi.ComponentResource("test:index:Host", "host");
    return bundleHandler(factory, [], host);
  });
  expect(run.errors).to.deep.equal([]);
  if (run.result === undefined) throw new Error("the factory was not bundled");
  return run.result;
}

function arguments_(..._: number[]): IArguments {
  // biome-ignore lint/complexity/noArguments: what a function of its own is handed is its own.
  return arguments;
}

describe("bundleHandler", () => {
  it("carries npm packages with it", async () => {
    const { text } = await bundle(() => (value: object) => canonicalize(value));

    const handler = loadArtifact(text) as (value: object) => string;
    expect(handler({ b: 1, a: 2 })).to.equal('{"a":2,"b":1}');
    expect(text).not.to.match(/require\("canonicalize/);
  });

  it("leaves the AWS SDK to Lambda's runtime, under the package's own name", async () => {
    const { text } = await bundle(() => {
      const dynamo = new DynamoDBClient({ region: "eu-west-1" });
      return () => dynamo.config.region();
    });

    const required = [...text.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name);
    expect(required).to.deep.equal(["@aws-sdk/client-dynamodb"]);
    expect(text.length).to.be.below(2_000);
  });

  it("carries the SDK's own parts, which Lambda's runtime does not promise", async () => {
    const { text } = await bundle(() => {
      const dynamo = new DynamoDBClient({
        region: "eu-west-1",
        requestHandler: new NodeHttpHandler({ requestTimeout: 7 }),
      });
      return () => dynamo.config.requestHandler instanceof NodeHttpHandler;
    });

    const required = [...text.matchAll(/require\("([^"]+)"\)/g)].map(([, name = ""]) => name);
    const handler = loadArtifact(text) as () => boolean;
    expect(handler()).to.equal(true);
    expect(required.filter((name) => name.startsWith("@"))).to.deep.equal(["@aws-sdk/client-dynamodb"]);
    expect(text.length).to.be.below(200_000);
  });

  it("carries of a package what is used of it", async () => {
    const { text } = await bundle(() => {
      const order = z.strictObject({ id: z.string().check(z.minLength(3)), kind: z.enum(["gift", "sale"]) });
      return (value: unknown) => checked(order, value);
    });

    const handler = loadArtifact(text) as (value: unknown) => object;
    expect(handler({ id: "abc", kind: "gift" })).to.deep.equal({ id: "abc", kind: "gift" });
    expect(() => handler({ id: "a", kind: "gift" })).to.throw("Too small: expected string to have >=3 characters");
    expect(text.length).to.be.below(35_000);
  });

  it("carries a package whole that is used in a way it cannot tell", async () => {
    const { text } = await bundle(() => {
      const checks = [locales].map(({ en, de }) => [en, de].map((language) => language().localeError));
      return (issue: Parameters<(typeof checks)[0][0]>[0]) => checks[0]?.map((say) => say(issue));
    });

    const handler = loadArtifact(text) as (issue: object) => string[];
    const issue = { code: "invalid_type", expected: "string", input: 1 };
    expect(handler(issue)).to.deep.equal([
      "Invalid input: expected string, received number",
      "Ungültige Eingabe: erwartet string, erhalten Zahl",
    ]);
  });

  it("hands functions what they captured: numbers, functions, objects and what has a name of Node's", async () => {
    const limit = 3;
    const words = { "first, second": "one { two }", quoted: '"', exports: { deep: [1, 2] } };
    const exports = { twice: (value: number) => value * 2 };
    function pick(count: number): unknown[] {
      return Object.values(words).slice(0, Math.min(count, limit));
    }
    const { text } = await bundle(() => (count: number) => [exports.twice(count), pick(count), [...arguments_(1, 2)]]);

    const handler = loadArtifact(text) as (count: number) => unknown[];
    expect(handler(9)).to.deep.equal([18, ["one { two }", '"', { deep: [1, 2] }], [1, 2]]);
    expect(text).not.to.match(/\bwith\(/);
  });

  it("says whether a secret was captured", async () => {
    const token = pulumi.secret("swordfish");

    const open = await bundle(() => () => "nothing");
    const closed = await bundle(() => () => token.get());

    expect(open.containsSecrets).to.equal(false);
    expect(closed.containsSecrets).to.equal(true);
  });

  it("makes the same text of the same code", async () => {
    const first = await bundle(() => (value: object) => canonicalize(value));
    const second = await bundle(() => (value: object) => canonicalize(value));

    expect(second.text).to.equal(first.text);
  });

  it("names the function that threw in a stack trace", async () => {
    function findCustomer() {
      throw new Error("no such customer");
    }
    const { text } = await bundle(() => () => findCustomer());

    const handler = loadArtifact(text) as () => void;
    expect(handler).to.throw().with.property("stack").that.includes("findCustomer");
  });

  it("serialises one and the same factory once", async () => {
    const factory = () => () => "nothing";

    const first = await bundle(factory);
    const second = await bundle(factory);

    expect(second).to.equal(first);
  });

  describe("in another process", () => {
    let otherCheckout: string;

    before(async () => {
      otherCheckout = await mkdtemp(path.join(tmpdir(), "sluice-checkout-"));
      const parts = [
        ...["components", "functions", "local/base", "local/evaluation", "tests/support"],
        "local/testing/mocks",
      ];
      for (const part of [...parts, "package.json"]) {
        await cp(path.join(root, part), path.join(otherCheckout, part), { recursive: true });
      }
      await symlink(path.join(root, "node_modules"), path.join(otherCheckout, "node_modules"));
    });

    after(async () => {
      await rm(otherCheckout, { recursive: true, force: true });
    });

    it("makes the same artifacts in another checkout, started from another folder", async () => {
      const [here, there] = await Promise.all([digests(root, root), digests(otherCheckout, tmpdir())]);

      expect(Object.keys(here)).to.have.members(["orders-producer", "orders-aggregator", "orders-summary-reader"]);
      expect(there).to.deep.equal(here);
    });
  });
});

/** SHA-256 of each artifact of an aggregator, by function, as a process of its own makes them. */
async function digests(checkout: string, workingFolder: string): Promise<Record<string, string>> {
  const loader = path.join(checkout, "local", "evaluation", "typescript.cjs");
  const program = path.join(checkout, "tests", "support", "printDigests.ts");
  const { stdout } = await promisify(execFile)(process.execPath, ["--require", loader, program], {
    cwd: workingFolder,
  });
  return JSON.parse(stdout);
}
