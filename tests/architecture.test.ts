import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import ts from "typescript";

const root = path.join(__dirname, "..");

/** The folders of the source, and what a file of each may import of the project's own. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "index.ts": ["stacks"],
  stacks: ["stacks", "components", "functions"],
  components: ["components", "functions"],
  functions: ["functions"],
  images: ["images", "functions"],
  // AWS's language of schedule expressions is no handler: components, jobs and the local cloud read it by the same code.
  local: ["local", "functions/shared/schedule/timetable"],
  web: ["web"],
  // The local cloud runs stacks by their path: nothing of them is imported. What a build is fresh for is said once.
  cli: ["cli", "local", "components/cardPortal/webBuild"],
  bench: ["bench", "cli", "local", "components", "functions"],
};

/** Lines above which a file is probably about two things. */
const LONGEST_FILE = 330;

/** Every source file, as a path from the root. */
const sources = Object.keys(mayImport)
  .flatMap(filesOf)
  .filter((file) => /\.(tsx|ts|cts|mts|cjs|js)$/.test(file));

function filesOf(part: string): string[] {
  const place = path.join(root, part);
  if (!existsSync(place) || statSync(place).isFile()) return existsSync(place) ? [part] : [];
  return (readdirSync(place, { recursive: true }) as string[])
    .map((file) => path.posix.join(part, file.split(path.sep).join("/")))
    .filter((file) => !/(^|\/)(node_modules|dist|\.cache)\//.test(file));
}

function partOf(file: string): string {
  return file.split("/")[0] ?? file;
}

function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

/** What a file imports or requires, types included. */
function importsOf(file: string): string[] {
  return ts.preProcessFile(read(file), true, true).importedFiles.map(({ fileName }) => fileName);
}

describe("the architecture", () => {
  it("knows the source", () => {
    expect(sources).to.include.members(["index.ts", "components/eventAggregator.ts", "stacks/settings.ts"]);
  });

  it("lets imports point one way", () => {
    const astray = sources.flatMap((file) =>
      importsOf(file)
        .filter((imported) => imported.startsWith("."))
        .map((imported) => path.posix.join(path.posix.dirname(file), imported))
        .filter((target) => !mayImport[partOf(file)]?.some((allowed) => [partOf(target), target].includes(allowed)))
        .map((target) => `${file} imports ${target}`),
    );

    expect(astray).to.deep.equal([]);
  });

  it("keeps Pulumi out of handlers and of images", () => {
    const astray = sources.filter((file) => {
      return (
        ["functions", "images"].includes(partOf(file)) && importsOf(file).some((name) => name.startsWith("@pulumi/"))
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

  it("lets the local cloud reach nothing of the commands or of the portal by path", () => {
    const reaching = sources.filter(
      (file) => partOf(file) === "local" && /["'`/](cli|web)(["'`]|\/[\w.])/.test(read(file)),
    );

    expect(reaching).to.deep.equal([]);
  });

  it("keeps files about one thing", () => {
    const long = sources
      .map((file) => ({ file, lines: read(file).split("\n").length - 1 }))
      .filter(({ lines }) => lines > LONGEST_FILE);

    expect(long).to.deep.equal([]);
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
