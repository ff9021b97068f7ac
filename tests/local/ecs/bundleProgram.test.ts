import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { bundleProgram } from "../../../local/services/ecs/bundleProgram";

describe("bundleProgram", () => {
  let folder: string;
  let writes: number;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-bundle-")));
    writes = 0;
    write(
      "worker/src/main.ts",
      `import { word } from "../../shared/word"; import { version } from "pack"; console.log(word, version);`,
    );
    write("shared/word.ts", `export const word: string = "one";`);
    write("node_modules/pack/package.json", `{ "name": "pack", "main": "index.js" }`);
    write("node_modules/pack/index.js", `exports.version = "1.0";`);
    write("node_modules/.package-lock.json", "1.0");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** As an editor or `npm ci` does it, some time ago, each write later than the one before. */
  function write(file: string, text: string): void {
    const absolute = path.join(folder, file);
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
    writes += 1;
    utimesSync(absolute, 1_000 + writes, 1_000 + writes);
    utimesSync(path.dirname(absolute), 1_000 + writes, 1_000 + writes);
  }
  const kept = () => path.join(folder, "kept");
  async function bundled(): Promise<string> {
    const context = path.join(folder, "worker");
    const { main } = await bundleProgram(path.join(context, "src/main.ts"), context, kept());
    return Buffer.from(main).toString();
  }
  /** Makes what is kept recognisable. */
  function mark(): void {
    const [name = ""] = readdirSync(kept());
    writeFileSync(path.join(kept(), name, "main.js"), "kept");
  }

  it("takes the bundle of before while all that it follows from is as it was", async () => {
    const first = await bundled();
    mark();

    expect(first).to.contain('"one"').and.to.contain('"1.0"');
    expect(await bundled()).to.equal("kept");
  });

  const edits: readonly { what: string; file: string; text: string; expected: string }[] = [
    { what: "its main file", file: "worker/src/main.ts", text: `console.log("other");`, expected: '"other"' },
    { what: "what it imports", file: "shared/word.ts", text: `export const word = "two";`, expected: '"two"' },
    {
      what: "a package's file",
      file: "node_modules/pack/index.js",
      text: `exports.version = "2.0";`,
      expected: '"2.0"',
    },
    {
      what: "the main file that a package names",
      file: "node_modules/pack/package.json",
      text: `{ "name": "pack", "main": "other.js" }`,
      expected: '"3.0"',
    },
    {
      what: "a file that is found first",
      file: "shared/word.tsx",
      text: `export const word = "tsx";`,
      expected: '"tsx"',
    },
    {
      what: "a package that is found first",
      file: "worker/node_modules/pack/index.js",
      text: `exports.version = "own";`,
      expected: '"own"',
    },
    {
      what: "the settings of TypeScript",
      file: "tsconfig.json",
      text: `{ "compilerOptions": { "paths": { "pack": ["./shared/pack"] } } }`,
      expected: '"mapped"',
    },
  ];

  for (const { what, file, text, expected } of edits) {
    it(`bundles anew after a change of ${what}`, async () => {
      write("node_modules/pack/other.js", `exports.version = "3.0";`);
      write("shared/pack.ts", `export const version = "mapped";`);
      await bundled();
      mark();
      write(file, text);
      // npm writes it whenever it installs something.
      if (file.includes("node_modules")) write("worker/node_modules/.package-lock.json", what);

      expect(await bundled()).to.contain(expected);
    });
  }

  it("comes back to what it was when an edit is taken back, as by a change of branches", async () => {
    const first = await bundled();
    write("shared/word.ts", `export const word: string = "two";`);
    const second = await bundled();
    write("shared/word.ts", `export const word: string = "one";`);

    expect(second).to.contain('"two"');
    expect(await bundled()).to.equal(first);
  });

  it("keeps nothing of a file that was edited while it was bundled", async () => {
    const soon = Date.now() / 1000 + 60;
    utimesSync(path.join(folder, "shared/word.ts"), soon, soon);
    await bundled();

    expect(() => readdirSync(kept())).to.throw("ENOENT");
  });
});
