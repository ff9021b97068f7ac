import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { systemClock } from "../../../local/base/clock";
import { silentReport } from "../../../local/base/report";
import type { ComponentHandler } from "../../../local/engine/componentHandler";
import { Deployment } from "../../../local/engine/deployment";
import { Registry } from "../../../local/engine/registry";
import { Evaluator } from "../../../local/evaluation/evaluator";
import { ProgramRuns } from "../../../local/evaluation/programRuns";
import { readSettings } from "../../../local/evaluation/settings";
import { ProgramFolder } from "../../support/programFolder";
import { rejection } from "../../support/rejection";
import { FakeHandler, THING } from "../engine/fakeHandler";

const FILE = "aws:fake/file:File";

/** Makes one thing, of the size that it has itself. */
const BOX: ComponentHandler = {
  type: "awsx:fake:Box",
  properties: { size: "honoured" },
  async construct({ name, inputs }, { make }) {
    const thing = await make({ type: THING, name: `${name}-thing`, inputs });
    return { arn: thing.output("arn") };
  },
};

const INDEX = `import { section } from "./section";
export = () => ({
  a: section("a", () => require("./a").make()),
  b: section("b", () => require("./b").make()),
  c: section("c", () => require("./c").make()),
});
`;
const SECTION = `import { appendFileSync } from "node:fs";
export function section(name: string, make: () => unknown): unknown {
  const ran = () => { appendFileSync("ran", name + " "); return make(); };
  return (globalThis as unknown as { [key: symbol]: (name: string, make: () => unknown) => unknown })[Symbol.for("sluice.section")](name, ran);
}
`;
const THINGS = `import * as pulumi from "@pulumi/pulumi";
export class Thing extends pulumi.CustomResource {
  declare readonly arn: pulumi.Output<string>;
  declare readonly file: pulumi.Output<string>;
  constructor(name: string, props: Record<string, unknown> = {}, opts?: pulumi.CustomResourceOptions, type = "thing:Thing") {
    super("aws:fake/" + type, name, { arn: undefined, file: undefined, ...props }, opts);
  }
}
export class Box extends pulumi.ComponentResource {
  constructor(name: string, props: Record<string, unknown>) {
    super("awsx:fake:Box", name, props, {}, true);
  }
}
let shared: Thing | undefined;
/** One for all that ask, as a network would be. */
export const network = (size = 1) => (shared ??= new Thing("network", { size }));
`;
const A = (body: string) => `import { network, Thing } from "./things";
import { WORD } from "./words";
export function make() { ${body} return {}; }
`;
const MAKES_A = `new Thing("a", { name: WORD, place: network().arn });`;
const B = `import * as pulumi from "@pulumi/pulumi";
import { network, Thing } from "./things";
import { WORD } from "./words";
export function make() {
  const b = new Thing("b", { size: WORD, place: network().arn });
  const file = new Thing("file", {}, {}, "file:File");
  new Thing("reader", { place: file.file });
  return { arn: b.arn, password: pulumi.secret("s3cret") };
}
`;
const C = (body: string) => `import { Box, Thing } from "./things";
export function make() { ${body} return {}; }
`;

describe("ProgramRuns", function () {
  this.timeout(120_000);
  const folder = new ProgramFolder(INDEX);
  const things = new FakeHandler();
  const files: FakeHandler = Object.assign(new FakeHandler(FILE), { readsFiles: true as const });
  const evaluator = new Evaluator({
    workFolder: path.join(folder.path, ".sluice"),
    clock: systemClock,
    report: silentReport,
  });
  const registry = new Registry([things, files], [], [BOX]);
  const deployment = new Deployment(registry);
  const runs = new ProgramRuns({ evaluator, deployment, registry, report: silentReport });

  after(async () => {
    await evaluator.stop();
    folder.remove();
  });

  /** @returns the sections that ran, and what changed */
  async function edit(texts: Record<string, string>): Promise<{ ran: string; changes: readonly string[] }> {
    for (const [name, text] of Object.entries(texts)) folder.write(name, text);
    rmSync(path.join(folder.path, "ran"), { force: true });
    const changes = await runs.evaluate(readSettings(folder.path, "local"), Object.keys(texts));
    const ran = readFileSync(path.join(folder.path, "ran"), "utf8").trim();
    return { ran, changes: changes.map(({ kind, name }) => `${kind} ${name}`) };
  }
  const inputsOf = (name: string) => deployment.resources.find((resource) => resource.name === name)?.inputs;

  before(async () => {
    const { ran } = await edit({
      ...{ "section.ts": SECTION, "things.ts": THINGS, "words.ts": `export const WORD = "one";` },
      ...{ "a.ts": A(MAKES_A), "b.ts": B, "c.ts": C(`new Thing("c");`) },
    });
    expect(ran).to.equal("a b c");
  });

  it("evaluates the section that an edit touches, and keeps the others with what they share and their outputs", async () => {
    const { ran, changes } = await edit({ "a.ts": A(MAKES_A.replace("WORD", `"edited"`)) });

    expect(ran).to.equal("a");
    expect(changes).to.deep.equal(["updated a"]);
    expect(deployment.resources.map(({ name }) => name)).to.have.members(["network", "a", "b", "file", "reader", "c"]);
    expect(runs.outputs.b).to.deep.equal({
      value: {
        arn: `arn:${deployment.resources.find(({ name }) => name === "b")?.id}`,
        password: "s3cret",
      },
      secret: true,
    });
  });

  it("keeps what several sections have made in turns", async () => {
    const first = await edit({ "b.ts": `${B}// edited\n` });
    const second = await edit({ "c.ts": C(`new Thing("c"); // edited\n`) });

    expect([first, second]).to.deep.equal([
      { ran: "b", changes: [] },
      { ran: "c", changes: [] },
    ]);
  });

  it("evaluates each section that loads the file of an edit", async () => {
    const { ran } = await edit({ "words.ts": `export const WORD = "two";`, "a.ts": A(MAKES_A) });

    expect(ran).to.equal("a b");
    expect(inputsOf("a")?.name).to.equal("two");
    expect(inputsOf("b")?.size).to.equal("two");
  });

  it("deletes what the section makes no more", async () => {
    const { ran, changes } = await edit({ "c.ts": C(`new Thing("other");`) });

    expect(ran).to.equal("c");
    expect(changes).to.deep.equal(["created other", "deleted c"]);
  });

  it("counts what a component of a plugin makes to the section of the component", async () => {
    const made = await edit({ "c.ts": C(`new Box("box", { size: 1 });`) });
    const updated = await edit({ "c.ts": C(`new Box("box", { size: 2 });`) });
    const kept = await edit({ "a.ts": A(MAKES_A.replace("WORD", `"again"`)) });
    const deleted = await edit({ "c.ts": C(`new Thing("other");`) });

    expect(made).to.deep.equal({ ran: "c", changes: ["created box-thing", "deleted other"] });
    expect(updated).to.deep.equal({ ran: "c", changes: ["updated box-thing"] });
    expect(kept).to.deep.equal({ ran: "a", changes: ["updated a"] });
    expect(deleted).to.deep.equal({ ran: "c", changes: ["created other", "deleted box-thing"] });
  });

  it("evaluates all where a section returns another value than before, which the program may have given to others", async () => {
    const { ran } = await edit({ "c.ts": C(`new Thing("other");`).replace("return {}", `return { name: "other" }`) });

    expect(ran).to.equal("c a b c");
    expect(runs.outputs.c?.value).to.deep.equal({ name: "other" });
    await edit({ "c.ts": C(`new Thing("other");`) });
  });

  it("evaluates all after the edit of a file that no module is, and of one that the program itself loads", async () => {
    expect((await edit({ "data.json": "{}" })).ran).to.equal("a b c");
    expect((await edit({ "section.ts": `${SECTION}\n// edited\n` })).ran).to.equal("a b c");
  });

  it("evaluates all where a section changes what another one uses", async () => {
    const { ran, changes } = await edit({ "a.ts": A(`new Thing("a", { place: network(2).arn });`) });

    expect(ran).to.equal("a a b c");
    expect(changes).to.deep.equal(["updated network", "updated a"]);
    expect(inputsOf("network")?.size).to.equal(2);
  });

  it("keeps what a section made and uses no more, while others use it", async () => {
    const arn = inputsOf("b")?.place;
    const { ran, changes } = await edit({ "a.ts": A("") });

    expect(ran).to.equal("a a b c");
    expect(changes).to.deep.equal(["updated network", "deleted a"]);
    expect(inputsOf("b")?.place).to.equal(arn);
  });

  it("evaluates all where a resource of a section that is left out reads other files", async () => {
    files.fileContent = "2";
    const { ran } = await edit({ "c.ts": C("") });

    expect(ran).to.equal("c a b c");
    expect(inputsOf("reader")?.place).to.equal("2");
  });

  it("evaluates all after an evaluation that failed", async () => {
    const error = await rejection(edit({ "c.ts": C(`throw new Error("not today");`) }));
    folder.write("c.ts", C(""));
    const { ran } = await edit({ "a.ts": A("/* still */") });

    expect(error.message).to.match(/^not today\n {4}at .*make \(c\.ts:2:/);
    expect(ran).to.equal("a b c");
  });
});
