import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Script } from "node:vm";
import { expect } from "chai";
import { transformSync } from "esbuild";

const { loadedWhenUsed } = require("../../../local/evaluation/lazyImports.cjs") as {
  loadedWhenUsed(text: string): string;
};

describe("local/evaluation/lazyImports.cjs", () => {
  /** Runs a module of TypeScript whose imports are these modules. */
  function run(source: string, modules: Readonly<Record<string, unknown>>) {
    const loaded: string[] = [];
    const module = { exports: {} as Record<string, (...args: unknown[]) => unknown> };
    const emitted = transformSync(source, { loader: "ts", format: "cjs", platform: "node", target: "es2022" }).code;
    const text = loadedWhenUsed(emitted);
    const load = (name: string) => {
      loaded.push(name);
      return modules[name];
    };
    new Script(`(function (require, module, exports) {${text}\n})`).runInThisContext()(load, module, module.exports);
    return { loaded, text, emitted, exports: module.exports };
  }

  it("loads a module at its first use, once", () => {
    const { loaded, exports } = run(
      `import { one } from "./one"; import { two } from "./two";
       export const first = () => one() + one(); export const second = () => two;`,
      { "./one": { one: () => 1 }, "./two": { two: 2 } },
    );
    const before = [...loaded];
    const results = [exports.first?.(), exports.first?.(), exports.second?.()];

    expect([before, results, loaded]).to.deep.equal([[], [2, 2, 2], ["./one", "./two"]]);
  });

  it("loads at once what a module needs while it loads, and what it imports for what it does", () => {
    const { loaded, exports } = run(
      `import "./hook"; import { Base } from "./base"; import { later } from "./later";
       export class Derived extends Base {} export const use = () => later;`,
      { "./hook": {}, "./base": { Base: class {} }, "./later": { later: 1 } },
    );
    const made = Reflect.construct(exports.Derived as never, []) as object;

    expect([loaded, Object.getPrototypeOf(made.constructor).name]).to.deep.equal([["./hook", "./base"], "Base"]);
  });

  it("loads a module later though another one's name begins with its own", () => {
    const { loaded, exports } = run(
      `import { one } from "./part"; import { two } from "./deep/part";
       export const use = () => one + two;`,
      { "./part": { one: 1 }, "./deep/part": { two: 2 } },
    );
    const before = [...loaded];

    expect([before, exports.use?.(), loaded]).to.deep.equal([[], 3, ["./part", "./deep/part"]]);
  });

  it("calls and constructs what is imported as before: by default, by name, and with new", () => {
    const { loaded, exports } = run(
      `import made, { Made } from "./made"; export const use = () => [made(), new Made("x").text, typeof Made];`,
      {
        "./made": Object.assign(
          function made(this: unknown) {
            return this === undefined || this === globalThis;
          },
          {
            Made: class {
              constructor(readonly text: string) {}
            },
          },
        ),
      },
    );

    expect([exports.use?.(), loaded]).to.deep.equal([[true, "x", "function"], ["./made"]]);
  });

  it("sees what a module defines later, as one of a circle of imports does", () => {
    const circle: { value?: number } = {};
    const { exports } = run(`import { value } from "./circle"; export const use = () => value;`, {
      "./circle": circle,
    });
    const before = exports.use?.();
    circle.value = 1;

    expect([before, exports.use?.()]).to.deep.equal([undefined, 1]);
  });

  it("moves nothing to another line or column but the imports themselves", () => {
    const { text, emitted } = run(
      `import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path"; import { one } from "./one";\nexport const both = () => path.join(one, path.sep);`,
      { "node:path": path, "./one": { one: "1" } },
    );
    const others = (code: string) => code.split("\n").map((line) => (/^var (lazy_)?import_/.test(line) ? "" : line));

    expect(others(text)).to.deep.equal(others(emitted));
    expect(text).not.to.equal(emitted);
  });

  it("starts all services without the packages that only some requests and some resources need", () => {
    const workFolder = mkdtempSync(path.join(tmpdir(), "sluice-lazy-"));
    const list = `
      const { startServices } = require("./local/startServices");
      const { systemClock: clock } = require("./local/base/clock");
      const report = { stage() {}, log() {}, warn() {} };
      startServices({ port: 0, workFolder: ${JSON.stringify(workFolder)}, clock, report }).then(async ({ stop }) => {
        const loaded = Object.keys(require.cache).filter((file) => /local\\/control\\/(iam|lambda|ec2|apigateway)\\//.test(file));
        if (loaded.length > 0) throw new Error(loaded.join());
        const packages = Object.keys(require.cache).map((file) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1]);
        await stop();
        console.log(JSON.stringify([...new Set(packages)]));
      });`;
    const printed = execFileSync(process.execPath, ["--require", "./local/evaluation/typescript.cjs", "--eval", list], {
      encoding: "utf8",
    });
    rmSync(workFolder, { recursive: true, force: true });

    const loaded = new Set(JSON.parse(printed) as string[]);
    expect(["ajv", "fflate", "jose", "pg", "velocityjs"].filter((name) => loaded.has(name))).to.deep.equal([]);
    expect(loaded.has("undici")).to.equal(true);
  });
});
