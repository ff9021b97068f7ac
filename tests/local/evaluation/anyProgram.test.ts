import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { calledAs } from "../../../local/base/calledAs";
import { systemClock } from "../../../local/base/clock";
import { Evaluator } from "../../../local/evaluation/evaluator";
import type { EngineCalls, StackOutputs } from "../../../local/evaluation/protocol";
import { readSettings } from "../../../local/evaluation/settings";
import { removeStackOutputs, writeStackOutputs } from "../../../local/evaluation/stackOutputs";
import { rejection } from "../../support/rejection";

const PACKAGES = path.resolve("node_modules");

/** Every resource gets its name and its policy back. */
const engine: EngineCalls = {
  register: async ({ name, inputs }) => ({ id: `${name}-id`, state: { ...inputs, name } }),
  invoke: async () => ({}),
};
const silent = { stage() {}, log() {}, warn() {} };

describe("a program of somebody's own", () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-own-")));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** @param files by their paths from the project's folder */
  function project(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries({ "Pulumi.yaml": "name: own\nruntime: nodejs\n", ...files })) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    mkdirSync(path.join(folder, "node_modules"), { recursive: true });
    if (!Object.keys(files).some((name) => name.startsWith("node_modules/@pulumi/"))) {
      symlinkSync(path.join(PACKAGES, "@pulumi"), path.join(folder, "node_modules/@pulumi"));
    }
  }

  async function outputs(): Promise<Record<string, unknown>> {
    return Object.fromEntries(Object.entries(await evaluated()).map(([name, { value }]) => [name, value]));
  }

  async function evaluated(): Promise<StackOutputs> {
    const settings = readSettings(folder, "local");
    const evaluator = new Evaluator({
      ...{ workFolder: path.join(folder, ".sluice"), clock: systemClock, report: silent },
      programFolder: settings.cwd,
    });
    try {
      return (await evaluator.evaluate(settings, engine)).outputs;
    } finally {
      await evaluator.stop();
    }
  }

  it("may be an ES module in JavaScript, with await at its top", async () => {
    project({
      "package.json": '{ "type": "module" }',
      "index.js": `
        import * as aws from "@pulumi/aws";
        import { policy } from "./policy.js";
        const later = await Promise.resolve("queue-name");
        export const name = new aws.sqs.Queue(later, { policy }).name;
        export const from = import.meta.url.endsWith("/index.js");`,
      "policy.js": 'export const policy = "{}";',
    });

    expect(await outputs()).to.deep.equal({ name: "queue-name", from: true });
  });

  it("may export everything by default as an ES module", async () => {
    project({
      "package.json": '{ "type": "module", "main": "program.mjs" }',
      "program.mjs": "export default async () => ({ here: process.cwd() });",
    });

    expect(await outputs()).to.deep.equal({ here: folder });
  });

  it("may be TypeScript of an ES module, whose imports name what files become", async () => {
    project({
      "package.json": '{ "type": "module" }',
      "index.ts": `
        import { fileURLToPath } from "node:url";
        import { size } from "./sizes/size.js";
        export const doubled: number = size * 2;
        export const file = fileURLToPath(import.meta.url);
        export const folder = import.meta.dirname;`,
      "sizes/size.ts": "export const size: number = 21;",
    });

    expect(await outputs()).to.deep.equal({ doubled: 42, file: path.join(folder, "index.ts"), folder });
  });

  it("may await something at the top of its main file in TypeScript, and of no other", async () => {
    project({
      "package.json": '{ "type": "module" }',
      "index.ts": `
        import * as aws from "@pulumi/aws";
        const later: string = await Promise.resolve("awaited");
        export const name = new aws.sqs.Queue(later).name;
        export const here = import.meta.url.endsWith("/index.ts");`,
    });

    expect(await outputs()).to.deep.equal({ name: "awaited", here: true });

    writeFileSync(path.join(folder, "part.ts"), "export const part = await Promise.resolve(1);");
    writeFileSync(path.join(folder, "index.ts"), 'import { part } from "./part.js"; export const one = part;');
    expect((await rejection(outputs())).message).to.include(
      "part.ts awaits something at its top, and is imported: in TypeScript only the program's main file may",
    );
  });

  it("may be CommonJS in JavaScript, in Pulumi.yml, and in the folder that `main` names, where it runs", async () => {
    project({
      "Pulumi.yml": "name: own\nruntime: nodejs\nmain: infra/\n",
      "infra/index.js": 'module.exports = { text: require("node:fs").readFileSync("text.txt", "utf8") };',
      "infra/text.txt": "beside the program",
    });
    rmSync(path.join(folder, "Pulumi.yaml"));

    expect(await outputs()).to.deep.equal({ text: "beside the program" });
  });

  it("is compiled as its own tsconfig.json says, with what that extends", async () => {
    project({
      "tsconfig.json": '{ "extends": "./base.json" }',
      "base.json": '{ "compilerOptions": { "experimentalDecorators": true, "useDefineForClassFields": false } }',
      "index.ts": `
        const seen: string[] = [];
        function note(_target: object, name: string) { seen.push(name); }
        class Base { constructor() { this.set(); } set() {} }
        class Own extends Base { @note declared: string | undefined; set() { this.declared = "by the base"; } }
        export const decorated = seen;
        export const kept = new Own().declared;`,
    });

    expect(await outputs()).to.deep.equal({ decorated: ["declared"], kept: "by the base" });
  });

  it("gets the Pulumi SDK that it has installed itself, and no other beside it", async () => {
    project({
      "node_modules/@pulumi/README": "",
      "index.ts": `
        import * as pulumi from "@pulumi/pulumi";
        class Part extends pulumi.ComponentResource {}
        new Part("own:index:Part", "part");
        export const loaded = Object.keys(require.cache).filter((file) => file.endsWith("/pulumi/runtime/settings.js"));`,
    });
    for (const name of readdirSync(PACKAGES).filter((each) => each !== "@pulumi")) {
      symlinkSync(path.join(PACKAGES, name), path.join(folder, "node_modules", name));
    }
    const sdk = path.join(folder, "node_modules/@pulumi/pulumi");
    cpSync(path.join(PACKAGES, "@pulumi/pulumi"), sdk, { recursive: true });

    expect(await outputs()).to.deep.equal({ loaded: [path.join(sdk, "runtime/settings.js")] });
  });

  it("gets the outputs of another stack from its own settings, and is told where to write those that are missing", async () => {
    project({
      "Pulumi.local.yaml": "config: { local:stackOutputs: { org/network/prod: { vpcId: vpc-1, zones: [a, b] } } }\n",
      "index.ts": `
        import * as pulumi from "@pulumi/pulumi";
        const network = new pulumi.StackReference(new pulumi.Config().get("other") ?? "org/network/prod");
        export const vpcId = network.requireOutput("vpcId");
        export const zones = network.getOutput("zones");`,
    });

    expect(await outputs()).to.deep.equal({ vpcId: "vpc-1", zones: ["a", "b"] });
    writeFileSync(path.join(folder, "Pulumi.local.yaml"), "config: { other: org/none/prod }\n");
    expect((await rejection(outputs())).message).to.include(
      'the stack "org/none/prod" is not here: there is no project "none" beside ',
    );
    expect((await rejection(outputs())).message).to.include(
      "or write its outputs among the settings of this stack: local:stackOutputs: { org/none/prod: { NAME: VALUE } }",
    );
  });

  describe("that refers to another stack of this machine", () => {
    const reference = (name: string) => `
      import * as pulumi from "@pulumi/pulumi";
      const other = new pulumi.StackReference(${JSON.stringify(name)});
      export const vpcId = other.requireOutput("vpcId");
      export const password = other.getOutput("password");
      export const passwordIsSecret = pulumi.isSecret(other.getOutput("password"));`;
    const kept: StackOutputs = {
      vpcId: { value: "vpc-2", secret: false },
      password: { value: "s3cret", secret: true },
    };
    let beside: string;
    beforeEach(() => {
      beside = path.join(path.dirname(folder), `${path.basename(folder)}-beside`, "infra", "network");
      mkdirSync(beside, { recursive: true });
      writeFileSync(path.join(beside, "Pulumi.yaml"), `name: ${path.basename(folder)}-network\nruntime: nodejs\n`);
    });
    afterEach(() => rmSync(path.dirname(path.dirname(beside)), { recursive: true, force: true }));

    it("gets the outputs of its last run, secrets as secrets, of a project beside its own", async () => {
      project({ "index.ts": reference(`org/${path.basename(folder)}-network/prod`) });
      expect((await rejection(evaluated())).message).to.include(
        `has not run as it yet: start it in ${beside} (${calledAs("dev")} --stack prod)`,
      );

      writeStackOutputs(path.join(beside, ".sluice"), "prod", kept);

      expect(await evaluated()).to.deep.equal({
        vpcId: { value: "vpc-2", secret: false },
        password: { value: "s3cret", secret: true },
        passwordIsSecret: { value: true, secret: false },
      });
    });

    it("gets those of another stack of its own project, and they are gone when that is emptied", async () => {
      project({ "index.ts": reference("other") });
      writeStackOutputs(path.join(folder, ".sluice"), "other", kept);
      expect((await evaluated()).vpcId).to.deep.equal({ value: "vpc-2", secret: false });

      removeStackOutputs(path.join(folder, ".sluice"), "other");

      expect((await rejection(evaluated())).message).to.include('the project "own" has not run as it yet: start it in');
    });
  });

  it("needs no settings for the stack `local`", () => {
    project({ "index.ts": "" });

    expect(readSettings(folder, "local").config).to.deep.equal({});
  });

  it("is refused in another language, with the way that is left", () => {
    project({ "Pulumi.yaml": "name: own\nruntime: { name: python }\n", "index.ts": "" });

    expect(() => readSettings(folder, "local")).to.throw(
      'the runtime is "python", and programs in TypeScript or JavaScript (nodejs) run here',
    );
  });
});
