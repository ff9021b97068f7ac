import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { BundleCache } from "../../../../components/parts/lambda/bundleCache";

const PACKAGE = "node_modules/@scope/pack";

describe("BundleCache", () => {
  let root: string;
  let made: number;

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "sluice-bundles-"));
    made = 0;
    write(`${PACKAGE}/package.json`, `{ "name": "@scope/pack", "main": "dist/index.js" }`);
    write(`${PACKAGE}/dist/index.js`, `exports.version = "1.0";`);
    write("node_modules/.package-lock.json", "1.0");
    write("package.json", "{}");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** As an editor or `npm ci` does it, some time ago. */
  function write(file: string, text: string): void {
    const absolute = path.join(root, file);
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
    utimesSync(absolute, 1_000, 1_000);
  }
  const folder = () => path.join(root, "kept");
  /** Bundles in a process of its own, as each evaluation does: with what the package has in its file now. */
  function bundled(source = "code", madeBy: readonly string[] = ["esbuild 1"], file = `${PACKAGE}/dist/index.js`) {
    return new BundleCache(folder(), root, madeBy).bundle(source, async () => {
      made += 1;
      return { text: `${source} with ${readFileSync(path.join(root, file), "utf8")}`, files: [path.join(root, file)] };
    });
  }

  it("bundles a source once while all that its bundle follows from is as it was", async () => {
    const first = await bundled();

    expect(first).to.equal('code with exports.version = "1.0";');
    expect(await bundled()).to.equal(first);
    expect(made).to.equal(1);
  });

  it("takes the bundle also where the same files were installed again, later", async () => {
    await bundled();
    utimesSync(path.join(root, PACKAGE, "dist/index.js"), 2_000, 2_000);
    await bundled();

    expect(made).to.equal(1);
  });

  const edits: readonly { what: string; edit: () => void }[] = [
    { what: "a package's file", edit: () => write(`${PACKAGE}/dist/index.js`, `exports.version = "2.0";`) },
    {
      what: "a package's file, of the same length and time",
      edit: () => write(`${PACKAGE}/dist/index.js`, `exports.version = "1.1";`),
    },
    { what: "which file a package exports", edit: () => write(`${PACKAGE}/package.json`, `{ "main": "other.js" }`) },
    { what: "the list of packages", edit: () => write("node_modules/.package-lock.json", "1.1") },
    { what: "the project's package.json", edit: () => write("package.json", `{ "sideEffects": false }`) },
    { what: "the settings of TypeScript", edit: () => write("tsconfig.json", "{}") },
    { what: "a kept bundle, which is cut short", edit: () => cutShort() },
  ];
  for (const { what, edit } of edits) {
    it(`bundles again after a change of ${what}`, async () => {
      await bundled();
      edit();
      const again = await bundled();

      expect(made).to.equal(2);
      expect(again).to.equal(`code with ${readFileSync(path.join(root, PACKAGE, "dist/index.js"), "utf8")}`);
    });
  }

  function cutShort(): void {
    const [name = ""] = readdirSync(folder());
    const file = path.join(folder(), name);
    writeFileSync(file, readFileSync(file, "utf8").slice(0, -10));
  }

  it("takes back the first bundle when an edit is undone, as by a switch of branches and back", async () => {
    await bundled("one");
    await bundled("two");
    await bundled("one");

    expect(made).to.equal(2);
  });

  it("bundles again with another bundler", async () => {
    await bundled("code", ["esbuild 1"]);
    await bundled("code", ["esbuild 2"]);

    expect(made).to.equal(2);
  });

  it("keeps no bundle with a file of the project, which may be found elsewhere tomorrow", async () => {
    write("functions/own.js", "");
    await bundled("code", [], "functions/own.js");
    await bundled("code", [], "functions/own.js");

    expect(made).to.equal(2);
  });

  it("keeps no bundle of a file that was written meanwhile", async () => {
    const now = Date.now() / 1000;
    utimesSync(path.join(root, PACKAGE, "dist/index.js"), now, now);
    await bundled();
    await bundled();

    expect(made).to.equal(2);
  });
});
