import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { type ImportRule, importCircles, importGraph, importsAstray, importsOf } from "./support/importGraph";

const root = path.join(__dirname, "..");

/** Where each part of the source may import from; `docs/architecture.md` says why. */
const DIRECTIONS: readonly ImportRule[] = [
  { from: "index.ts", to: ["stacks"] },
  { from: "stacks", to: ["stacks", "components", "functions"] },
  // Parts put things into a network that they are handed.
  { from: "components/parts", to: ["components/parts", "components/network.ts", "functions"] },
  { from: "components", to: ["components", "functions"] },
  { from: "functions/<system>", to: ["functions/<system>", "functions/shared"] },
  { from: "images/<system>", to: ["images/<system>", "functions"] },
  // AWS's language of schedule expressions is no handler: components, jobs and the local cloud read it by the same code.
  { from: "local", to: ["local", "functions/shared/schedule/timetable.ts"] },
  { from: "web", to: ["web"] },
  // The local cloud runs stacks by their path: nothing of them is imported. What a build is fresh for is said once.
  { from: "cli", to: ["cli", "local", "policies", "components/cardPortal/webBuild.ts"] },
  { from: "policies", to: ["policies"] },
  // Programs as a user writes them.
  { from: "examples", to: ["components"] },
  { from: "bench", to: ["bench", "cli", "local", "components", "functions"] },
];

/** Every place that the directions are about. */
const PARTS = [
  "index.ts",
  "stacks",
  "components",
  "functions",
  "images",
  "local",
  "web",
  "cli",
  "bench",
  "examples",
  "policies",
];

/** Lines above which a file is probably about two things. */
const LONGEST_FILE = 330;

/** Every source file, as a path from the root. */
const sources = PARTS.flatMap(filesOf).filter((file) => /\.(tsx|ts|cts|mts|cjs|js)$/.test(file));

function filesOf(part: string): string[] {
  const place = path.join(root, part);
  if (!existsSync(place) || statSync(place).isFile()) return existsSync(place) ? [part] : [];
  return (readdirSync(place, { recursive: true }) as string[])
    .map((file) => path.posix.join(part, file.split(path.sep).join("/")))
    .filter((file) => !/(^|\/)(node_modules|dist|\.cache|\.sluice)\//.test(file));
}

function partOf(file: string): string {
  return file.split("/")[0] ?? file;
}

function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

/** The graph of the project's own imports. */
const graph = importGraph(new Map(sources.map((file) => [file, read(file)])));

describe("the architecture", () => {
  it("knows the source", () => {
    expect(sources).to.include.members(["index.ts", "components/eventAggregator.ts", "stacks/settings.ts"]);
  });

  it("lets imports point one way", () => {
    expect(importsAstray(graph, DIRECTIONS)).to.deep.equal([]);
  });

  it("has no circle of imports, types included", () => {
    expect(importCircles(graph)).to.deep.equal([]);
  });

  it("lets the local cloud reach nothing of the commands or of the portal by path", () => {
    const reaching = sources.filter(
      (file) => partOf(file) === "local" && /["'`/](cli|web)(["'`]|\/[\w.])/.test(read(file)),
    );

    expect(reaching).to.deep.equal([]);
  });

  it("keeps Pulumi out of handlers and of images", () => {
    const astray = sources.filter((file) => {
      return (
        ["functions", "images"].includes(partOf(file)) &&
        importsOf(read(file)).some((name) => name.startsWith("@pulumi/"))
      );
    });

    expect(astray).to.deep.equal([]);
  });

  it("keeps the local cloud out of the minds of components, stacks and handlers", () => {
    const knowing = sources.filter((file) => {
      return (
        ["index.ts", "stacks", "components", "functions"].includes(partOf(file)) &&
        // It is about names: it tells those that TLS certificates are given to from those of a machine for itself.
        file !== "components/parts/arguments/webUrl.ts" &&
        /local cloud|locally|laptop|localhost|127\.0\.0\.1|\.sluice|000000000000/i.test(read(file))
      );
    });

    expect(knowing).to.deep.equal([]);
  });

  it("keeps components, systems and handlers out of the mind of the local cloud", () => {
    const knowing = sources.filter(
      (file) => partOf(file) === "local" && /EventAggregator|event-aggregator/.test(read(file)),
    );

    expect(knowing).to.deep.equal([]);
  });

  it("keeps files about one thing", () => {
    const long = sources
      .map((file) => ({ file, lines: read(file).split("\n").length - 1 }))
      .filter(({ lines }) => lines > LONGEST_FILE);

    expect(long).to.deep.equal([]);
  });

  it("opens comments with what a thing is or does", () => {
    const opening = /^\s*(\/\*\*|\*|\/\/) (What|Whether|Who|Whom|Of|So that) /;
    const riddles = [...sources, ...filesOf("tests").filter((file) => /\.tsx?$/.test(file))].flatMap((file) =>
      read(file)
        .split("\n")
        .map((line, index) => ({ line, at: `${file}:${index + 1}` }))
        .filter(({ line }) => opening.test(line))
        .map(({ line, at }) => `${at}: ${line.trim()}`),
    );

    expect(riddles).to.deep.equal([]);
  });

  it("names files in camelCase, and none utils", () => {
    const misnamed = sources.filter((file) => {
      const name = path.basename(file).replace(/\.(tsx|ts|cts|mts|cjs|js)$/, "");
      return !/^[a-z][A-Za-z0-9]*$/.test(name) || /^(utils?|helpers?|common|misc)$/i.test(name);
    });

    expect(misnamed).to.deep.equal([]);
  });

  it("exports by name", () => {
    const byDefault = sources.filter((file) => /^export default /m.test(read(file)));

    expect(byDefault).to.deep.equal([]);
  });

  it("records no download addresses in the lock file", () => {
    const lock = JSON.parse(read("package-lock.json")) as { packages: Record<string, { resolved?: string }> };

    const addressed = Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined);
    expect(addressed).to.deep.equal([]);
  });
});

describe("the rules of the architecture", () => {
  const graphOf = (files: Record<string, string>) => importGraph(new Map(Object.entries(files)));

  it("name an import that points the wrong way", () => {
    const fixture = graphOf({
      "functions/orders/handler.ts": 'import { table } from "../../components/table";',
      "components/table.ts": "export const table = 1;",
    });

    expect(importsAstray(fixture, DIRECTIONS)).to.deep.equal([
      "functions/orders/handler.ts imports components/table.ts",
    ]);
  });

  it("name an import of one system's handlers by another's, and allow what is shared", () => {
    const fixture = graphOf({
      "functions/orders/handler.ts": 'import "../invoices/handler"; import "../shared/clock"; import "./rules";',
      "functions/orders/rules.ts": "",
      "functions/invoices/handler.ts": "",
      "functions/shared/clock.ts": "",
    });

    expect(importsAstray(fixture, DIRECTIONS)).to.deep.equal([
      "functions/orders/handler.ts imports functions/invoices/handler.ts",
    ]);
  });

  it("keep what is shared from importing a system", () => {
    const fixture = graphOf({
      "functions/shared/clock.ts": 'import "../orders/handler";',
      "functions/orders/handler.ts": "",
    });

    expect(importsAstray(fixture, DIRECTIONS)).to.deep.equal([
      "functions/shared/clock.ts imports functions/orders/handler.ts",
    ]);
  });

  it("keep parts of components from importing a component", () => {
    const fixture = graphOf({
      "components/parts/queues/workQueue.ts": 'import type { Orders } from "../../orders";',
      "components/orders.ts": "",
    });

    expect(importsAstray(fixture, DIRECTIONS)).to.deep.equal([
      "components/parts/queues/workQueue.ts imports components/orders.ts",
    ]);
  });

  it("find a circle that only types close", () => {
    const fixture = graphOf({
      "local/a.ts": 'import { b } from "./b";',
      "local/b.ts": 'import { c } from "./c";',
      "local/c.ts": 'import type { A } from "./a";',
      "local/d.ts": 'import { a } from "./a";',
    });

    expect(importCircles(fixture)).to.deep.equal([["local/a.ts", "local/b.ts", "local/c.ts"]]);
  });

  it("find two circles apart, and none where files only share what they import", () => {
    const fixture = graphOf({
      "local/a.ts": 'import "./b"; import "./leaf";',
      "local/b.ts": 'import "./a"; import "./c"; import "./leaf";',
      "local/c.ts": 'import "./d"; import "./leaf";',
      "local/d.ts": 'import "./c";',
      "local/leaf.ts": "",
    });

    expect(importCircles(fixture)).to.have.deep.members([
      ["local/a.ts", "local/b.ts"],
      ["local/c.ts", "local/d.ts"],
    ]);
  });
});
