import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { systemClock } from "../../../local/base/clock";
import type { Registration } from "../../../local/engine/registration";
import { isAssetFile, isCodeArchive } from "../../../local/engine/resourceHandler";
import { Evaluator } from "../../../local/evaluation/evaluator";
import type { EngineCalls, StackOutputs } from "../../../local/evaluation/protocol";
import { readSettings } from "../../../local/evaluation/settings";
import { HeldClock } from "../../support/heldClock";
import { ProgramFolder } from "../../support/programFolder";
import { rejection } from "../../support/rejection";

const IMPORTS = `import * as aws from "@pulumi/aws"; import * as pulumi from "@pulumi/pulumi";\n`;

describe("Evaluator", () => {
  let evaluator: Evaluator;
  let registrations: Registration[];
  let lines: string[];
  const folders: ProgramFolder[] = [];

  /** Every resource gets an id and an ARN; one called "refused" is refused. */
  const engine: EngineCalls = {
    async register(registration) {
      const { name, inputs } = registration;
      registrations.push(registration);
      if (name === "refused") throw new Error("it is not supported here");
      return { id: `${name}-id`, state: { ...inputs, arn: `arn:${name}` } };
    },
    async invoke(token) {
      if (token === "aws:index/getRegion:getRegion") return { region: "us-east-1" };
      throw new Error(`${token} is unknown`);
    },
  };

  function folderWith(program: string): ProgramFolder {
    const folder = new ProgramFolder(program);
    folders.push(folder);
    return folder;
  }

  async function evaluate(program: string): Promise<StackOutputs> {
    return (await evaluator.evaluate(readSettings(folderWith(program).path, "local", {}), engine)).outputs;
  }

  const report = {
    stage: () => {},
    log: (_: string, line: string) => lines.push(line),
    warn: (_: string, line: string) => lines.push(line),
  };
  /** A group's own, because an evaluator loads ahead of time what the last program that succeeded has loaded. */
  function useEvaluator(): void {
    before(() => {
      evaluator = new Evaluator({ workFolder: path.resolve(".sluice/tests"), clock: systemClock, report });
    });
    after(async () => {
      await evaluator.stop();
      for (const folder of folders.splice(0)) folder.remove();
    });
  }

  beforeEach(() => {
    registrations = [];
    lines = [];
  });

  describe("with a program that succeeds", () => {
    useEvaluator();
    const QUEUE = "aws:sqs/queue:Queue";
    /** One program for all of it, because every evaluation is a process. */
    const PROGRAM = `${IMPORTS}
      import * as awsx from "@pulumi/awsx";

      class Orders extends pulumi.ComponentResource {
        readonly arn: pulumi.Output<string>;
        constructor() {
          super("shop:index:Orders", "orders");
          const dead = new aws.sqs.Queue("orders-dead", {}, { parent: this });
          const queue = new aws.sqs.Queue("orders-queue", { policy: dead.arn, tags: { a: "b" } }, { parent: this });
          this.arn = queue.arn;
          this.registerOutputs();
        }
      }
      export const arn = new Orders().arn;
      export const nested = { list: [1, "two"], none: undefined };

      const secretive = new aws.sqs.Queue("secretive", { policy: pulumi.secret("hush"), name: "open" });
      export const policy = secretive.policy;
      export const name = secretive.name;
      export const deep = { inner: pulumi.secret("also") };

      const image = new awsx.ecr.Image("worker", { repositoryUrl: "registry/worker", context: "./images/worker" });
      export const urn = image.urn;

      new aws.sqs.Queue("optional", {}, {
        protect: true, retainOnDelete: true, deleteBeforeReplace: true,
        ignoreChanges: ["name"], replaceOnChanges: ["policy"],
      });

      const config = new pulumi.Config();
      export const size = config.requireNumber("size");
      export const systems = config.requireObject("systems");
      export const where = pulumi.getProject() + "/" + pulumi.getStack();

      export const region = aws.getRegionOutput().region;

      const first = new aws.sqs.Queue("first");
      first.id.apply(async (id) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        new aws.sqs.Queue("second", { name: id });
      });

      const { AssetArchive, FileArchive, FileAsset, StringAsset } = pulumi.asset;
      const code = new AssetArchive({
        "index.js": new StringAsset("exports.handler = () => 1;"),
        "lib/data.json": new FileAsset("./data.json"),
        more: new FileArchive("./folder"),
        nested: new AssetArchive({ "x.txt": new StringAsset("x") }),
      });
      new aws.lambda.Function("f", { role: "r", code });
      new aws.s3.BucketObjectv2("page", { bucket: "b", source: new FileAsset("./page.html") });
      new aws.s3.BucketObjectv2("text", { bucket: "b", source: new StringAsset("text") });

      console.log("to whom it may concern");

      let isLeft = false;
      process.on("beforeExit", () => {
        if (!isLeft) new aws.sqs.Queue("at-the-end", { policy: first.arn });
        isLeft = true;
      });

      export const key = process.env.AWS_ACCESS_KEY_ID;
      export const metadata = process.env.AWS_EC2_METADATA_DISABLED;
      export const profile = process.env.AWS_PROFILE ?? "none";
    `;
    let folder: ProgramFolder;
    let outputs: StackOutputs;
    let registered: readonly Registration[];
    let printed: readonly string[];

    const evaluateAgain = async () =>
      (await evaluator.evaluate(readSettings(folder.path, "local", { size: 3, systems: ["a", "b"] }), engine)).outputs;
    const named = (resource: string) => {
      const found = registered.find(({ name }) => name === resource);
      if (found === undefined) throw new Error(`${resource} was not registered`);
      return found;
    };

    before(async () => {
      folder = folderWith(PROGRAM);
      folder.write("data.json", "[1]");
      folder.write("folder/deep/y.txt", "y");
      folder.write("page.html", "<p>page</p>");
      registrations = [];
      lines = [];
      outputs = await evaluateAgain();
      registered = registrations;
      printed = lines;
    });

    it("registers what is made when nothing is left to do, as packages do for a bucket's notifications", () => {
      expect(named("at-the-end").inputs).to.deep.equal({ policy: "arn:first" });
    });

    it("registers resources with resolved inputs and their URN, and returns the outputs", () => {
      expect(outputs).to.deep.include({
        arn: { value: "arn:orders-queue", secret: false },
        nested: { value: { list: [1, "two"] }, secret: false },
      });
      expect([named("orders-dead"), named("orders-queue")]).to.deep.equal([
        {
          urn: `urn:pulumi:local::test::shop:index:Orders$${QUEUE}::orders-dead`,
          type: QUEUE,
          name: "orders-dead",
          inputs: {},
          options: {},
        },
        {
          urn: `urn:pulumi:local::test::shop:index:Orders$${QUEUE}::orders-queue`,
          type: QUEUE,
          name: "orders-queue",
          inputs: { policy: "arn:orders-dead", tags: { a: "b" } },
          options: {},
        },
      ]);
    });

    it("registers nothing but what the program declares", () => {
      expect(registered.map(({ name }) => name)).to.have.members([
        ...["orders-dead", "orders-queue", "secretive", "worker", "optional", "first", "second"],
        ...["f", "page", "text", "at-the-end"],
      ]);
    });

    it("hands handlers secrets in the clear and keeps them secret in the outputs", () => {
      expect(named("secretive").inputs).to.deep.equal({ policy: "hush", name: "open" });
      expect(outputs).to.deep.include({
        policy: { value: "hush", secret: true },
        name: { value: "open", secret: false },
        deep: { value: { inner: "also" }, secret: true },
      });
    });

    it("registers a component of a Pulumi plugin as a resource, with outputs and without children", () => {
      const urn = "urn:pulumi:local::test::awsx:ecr:Image::worker";
      expect(named("worker")).to.deep.equal({
        urn,
        type: "awsx:ecr:Image",
        name: "worker",
        inputs: { repositoryUrl: "registry/worker", context: "./images/worker" },
        options: {},
      });
      expect(outputs.urn).to.deep.equal({ value: urn, secret: false });
    });

    it("passes resource options on", () => {
      expect(named("optional").options).to.deep.equal({
        protect: true,
        retainOnDelete: true,
        deleteBeforeReplace: true,
        ignoreChanges: ["name"],
        replaceOnChanges: ["policy"],
      });
    });

    it("gives the program its config, project and stack", () => {
      expect(outputs.size?.value).to.equal(3);
      expect(outputs.systems?.value).to.deep.equal(["a", "b"]);
      expect(outputs.where?.value).to.equal("test/local");
    });

    it("answers provider functions", () => {
      expect(outputs.region?.value).to.equal("us-east-1");
    });

    it("takes what an exported function returns for the outputs", async () => {
      const returned = await evaluate(`${IMPORTS}
        export = async () => ({ id: new aws.sqs.Queue("q").id, region: (await aws.getRegion()).region });
      `);

      expect(returned).to.deep.equal({
        id: { value: "q-id", secret: false },
        region: { value: "us-east-1", secret: false },
      });
    });

    it("registers resources that a callback makes although nobody awaits it", () => {
      expect([named("first").inputs, named("second").inputs]).to.deep.equal([{}, { name: "first-id" }]);
    });

    it("unpacks code archives into a folder named after their content", async () => {
      folder.write("folder/deep/y.txt", "changed");
      await evaluateAgain();

      const first = named("f").inputs.code;
      const second = registrations.find(({ name }) => name === "f")?.inputs.code;
      if (!isCodeArchive(first) || !isCodeArchive(second)) throw new Error("expected code archives");
      const read = (file: string) => readFileSync(path.join(first.codeFolder, file), "utf8");
      expect(read("index.js")).to.equal("exports.handler = () => 1;");
      expect(read("lib/data.json")).to.equal("[1]");
      expect(read("more/deep/y.txt")).to.equal("y");
      expect(read("nested/x.txt")).to.equal("x");
      expect(path.basename(first.codeFolder)).to.equal(first.sha256);
      expect(second.sha256).to.not.equal(first.sha256);
    });

    it("keeps assets as files named after their content", () => {
      const contents = ["page", "text"].map((name) => {
        const { source } = named(name).inputs;
        if (!isAssetFile(source)) throw new Error("expected a file");
        expect(path.basename(source.file)).to.equal(`asset-${source.sha256}`);
        return readFileSync(source.file, "utf8");
      });
      expect(contents).to.deep.equal(["<p>page</p>", "text"]);
    });

    it("reports what the program prints", () => {
      expect(printed).to.deep.equal(["to whom it may concern"]);
    });

    it("has no real credentials and no way to look for some", () => {
      expect(outputs.key?.value).to.equal("local");
      expect(outputs.metadata?.value).to.equal("true");
      expect(outputs.profile?.value).to.equal("none");
    });
  });

  describe("with a program that fails", () => {
    useEvaluator();
    const cases: readonly { what: string; program: string; message: string }[] = [
      {
        what: "throws",
        program: `${IMPORTS}function make(): void {\n  throw new TypeError("no good");\n}\nmake();\n`,
        message: "TypeError: no good\n    at make (index.ts:3:9)\n    at Object.<anonymous> (index.ts:5:1)",
      },
      {
        what: "throws in an apply that is exported",
        program: `${IMPORTS}export const x = new aws.sqs.Queue("q").arn.apply((arn) => {\n  throw new Error("no " + arn);\n});\n`,
        message: "no arn:q\n    at index.ts:3:9",
      },
      {
        what: "throws in an apply that nobody awaits",
        program: `${IMPORTS}new aws.sqs.Queue("q").arn.apply((arn) => {\n  throw new Error("no " + arn);\n});\n`,
        message: "no arn:q\n    at index.ts:3:9",
      },
      {
        what: "throws in an apply that is an input",
        program: `${IMPORTS}const q = new aws.sqs.Queue("q");\nnew aws.sqs.Queue("r", { name: q.arn.apply((arn): string => {\n  throw new Error("no " + arn);\n}) });\n`,
        message: 'error serializing property "name": no arn:q\n    at index.ts:4:9',
      },
      {
        what: "rejects",
        program: `${IMPORTS}export const x = Promise.reject(new Error("rejected"));\n`,
        message: "rejected\n    at Object.<anonymous> (index.ts:2:33)",
      },
      {
        what: "throws what is no Error",
        program: `throw "up";\n`,
        message: "the program threw 'up', which is no Error",
      },
      {
        what: "has a syntax error",
        program: `${IMPORTS}export const x = { a: 1\nconst b = 2;\n`,
        message: "SyntaxError: ',' expected. (index.ts:3:1)",
      },
      {
        what: "imports what does not exist",
        program: `${IMPORTS}import { a } from "./nowhere";\nexport const x = a;\n`,
        message: "Cannot find module './nowhere'\n    at Object.<anonymous> (index.ts:2:19)",
      },
      {
        what: "asks for a config value that is not set",
        program: `${IMPORTS}new pulumi.Config().require("size");\n`,
        message:
          "Missing required configuration variable 'test:size'\n" +
          "\tplease set a value using the command `pulumi config set test:size <value>`",
      },
      {
        what: "declares a resource that is refused",
        program: `${IMPORTS}function make() {\n  return new aws.sqs.Queue("refused");\n}\nmake();\n`,
        message: "it is not supported here\n    at index.ts:3:10\n    at index.ts:5:1",
      },
      {
        what: "calls a function that is refused",
        program: `${IMPORTS}export const x = aws.getPartitionOutput();\n`,
        message: "aws:index/getPartition:getPartition is unknown",
      },
      {
        what: "exports what never resolves",
        program: "export const x = new Promise(() => {});\n",
        message: "the program ended, but one of its outputs never resolves",
      },
      {
        what: "gives a resource an input that never resolves",
        program: `${IMPORTS}new aws.sqs.Queue("q", { name: new Promise<string>(() => {}) });\n`,
        message: "the program ended, but an input of aws:sqs/queue:Queue q never resolves",
      },
      {
        what: "takes over a resource of an account",
        program: `${IMPORTS}new aws.sqs.Queue("q", {}, { import: "id" });\n`,
        message:
          'aws:sqs/queue:Queue "q": `import` takes over a resource of an AWS account; ' +
          "the local cloud has none to take over\n    at index.ts:2:1",
      },
      {
        what: "reads a resource of an account",
        program: `${IMPORTS}aws.sqs.Queue.get("q", "id");\n`,
        message:
          'aws:sqs/queue:Queue "q" reads a resource of another deployment; the local cloud holds this stack\'s only',
      },
      {
        what: "names a file that an archive lacks",
        program: `${IMPORTS}new aws.lambda.Function("f", { role: "r", code: new pulumi.asset.FileArchive("./gone") });\n`,
        message: 'aws:lambda/function:Function "f": the archive names gone, which does not exist\n    at index.ts:2:1',
      },
      {
        what: "names a file that is not there",
        program: `${IMPORTS}new aws.s3.BucketObjectv2("o", { bucket: "b", source: new pulumi.asset.FileAsset("./gone") });\n`,
        message:
          'aws:s3/bucketObjectv2:BucketObjectv2 "o": the asset names gone, which does not exist\n    at index.ts:2:1',
      },
      {
        what: "connects to another machine",
        program: `import http from "node:http";\nhttp.get("http://192.0.2.1:8080/");\n`,
        message:
          "the local cloud lets nothing out: refused a connection to 192.0.2.1:8080; give the client an endpoint on this " +
          "machine (AWS SDK clients get theirs from AWS_ENDPOINT_URL)\n    at Object.<anonymous> (index.ts:2:6)",
      },
      {
        what: "ends its process",
        program: "process.exit(3);\n",
        message: "the program ended its process (exit code 3)",
      },
    ];

    for (const { what, program, message } of cases) {
      it(`says so in one message when it ${what}`, async () => {
        const error = await rejection(evaluate(program));

        expect(error.name).to.equal("EvaluationError");
        expect(error.message).to.equal(message);
        expect(lines).to.deep.equal([]);
      });
    }

    it("works again with the next program", async () => {
      await rejection(evaluate(`throw new Error("once");`));

      const outputs = await evaluate("export const x = 1;");

      expect(outputs.x?.value).to.equal(1);
    });

    for (const [loadsAhead, timers] of [
      [true, 1],
      [false, 0],
    ] as const) {
      it(`loads ${loadsAhead ? "the" : "no"} process of the next evaluation where ${loadsAhead ? "one" : "none"} is expected`, async () => {
        const clock = new HeldClock(0);
        const own = new Evaluator({ workFolder: path.resolve(".sluice/tests"), clock, report, loadsAhead });

        await own.evaluate(readSettings(folderWith("export const x = 1;").path, "local"), engine);

        expect(clock.pending).to.equal(timers);
        await own.stop();
      });
    }

    it("gives up on a program that loops", async () => {
      const clock = new HeldClock(0);
      const own = new Evaluator({ workFolder: path.resolve(".sluice/tests"), clock, report, silenceLimitMs: 1000 });
      const folder = folderWith("for (;;);\n");

      const evaluated = rejection(own.evaluate(readSettings(folder.path, "local"), engine));
      clock.advance(1000);

      expect((await evaluated).message).to.equal(
        "the program has done nothing visible for 1 s: does it loop or wait for something?",
      );
      await own.stop();
    });

    it("fails an evaluation that is under way when it is stopped", async () => {
      const own = new Evaluator({ workFolder: path.resolve(".sluice/tests"), clock: systemClock, report });
      const folder = folderWith("for (;;);\n");

      const evaluated = rejection(own.evaluate(readSettings(folder.path, "local"), engine));
      await own.stop();

      expect((await evaluated).message).to.equal("the local cloud was stopped before the program came to its end");
    });
  });
});
