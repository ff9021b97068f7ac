import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";

const HOOK = path.resolve("local/evaluation/typescript.cjs");

describe("local/evaluation/typescript.cjs", () => {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-typescript-")));
  const write = (file: string, text: string) => writeFileSync(path.join(folder, file), text);
  /** Runs a program in a process of its own, and returns what it prints. */
  const run = (file: string, ...options: string[]) =>
    execFileSync(process.execPath, [...options, "--require", HOOK, path.join(folder, file)], {
      encoding: "utf8",
    }).trim();

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("runs a file as it is now, also after an edit of it or of what it imports, and after they are taken back", () => {
    const main = `import { word } from "./word"; console.log("says", word);`;
    write("main.ts", main);
    write("word.ts", `export const word: string = "one";`);
    const printed = [run("main.ts"), run("main.ts")];
    write("word.ts", `export const word: string = "two";`);
    printed.push(run("main.ts"));
    write("main.ts", main.replace("says", "shouts"));
    printed.push(run("main.ts"));
    write("word.ts", `export const word: string = "one";`);
    write("main.ts", main);
    printed.push(run("main.ts"));

    expect(printed).to.deep.equal(["says one", "says one", "says two", "shouts two", "says one"]);
  });

  it("exports values, which Pulumi serialises, and modules that import each other find what is defined by then", () => {
    write(
      "first.ts",
      `import { second } from "./second"; export const first = "1st"; export function both() { return second(); }`,
    );
    write("second.ts", `import { first } from "./first"; export const second = () => first + " and 2nd";`);
    write(
      "circle.ts",
      `import * as first from "./first";
       console.log(first.both(), first === require("./first"), Object.keys(Object.getOwnPropertyDescriptor(first, "first")!).join());`,
    );

    expect(run("circle.ts")).to.equal("1st and 2nd true value,writable,enumerable,configurable");
  });

  it("gives a default import what its module exports, whether it was an ES module or not", () => {
    write("esm.ts", `export default function made() { return "default"; }`);
    write("plain.js", "module.exports = () => 'plain';");
    write(
      "imports.ts",
      `import made from "./esm"; import path from "node:path"; const plain = require("./plain"); console.log(made(), path.sep, plain());`,
    );

    expect(run("imports.ts")).to.equal("default / plain");
  });

  it("shows where in the TypeScript an error was thrown", () => {
    write(
      "throws.ts",
      `interface A { b: 1 }\n\nclass Thrower {\n  constructor(readonly a: A) {}\n  go(): never {\n    throw new Error("no");\n  }\n}\ntry { new Thrower({ b: 1 }).go(); } catch (error) { console.log((error as Error).stack!.split("\\n").slice(0, 3).join("|")); }`,
    );

    const place = path.join(folder, "throws.ts");
    expect(run("throws.ts")).to.equal(
      `Error: no|    at Thrower.go (${place}:6:11)|    at Object.<anonymous> (${place}:9:29)`,
    );
  });

  it("keeps the source map of a file for a debugger that listens, and for nobody else before it is shown", () => {
    write(
      "mapped.ts",
      `const { loadedAs } = require(${JSON.stringify(HOOK)});
       const map = require("node:path").resolve("node_modules/.cache/sluice-typescript", loadedAs(__filename) + ".map");
       const isThere = () => require("node:fs").existsSync(map);
       const before = isThere();
       console.log(before, /mapped\\.ts:(\\d+)/.exec(new Error("shown").stack!)![1], isThere());`,
    );

    expect(run("mapped.ts")).to.equal("false 5 true");
    write("debugged.ts", readFileSync(path.join(folder, "mapped.ts"), "utf8").replace("mapped", "debugged"));
    expect(run("debugged.ts", "--inspect=127.0.0.1:0")).to.equal("true 5 true");
  });

  it("says where an imported file cannot be parsed, however many load before it", () => {
    write("half.ts", `import { whole } from "./whole"; import { torn } from "./torn"; console.log(whole, torn);`);
    write("whole.ts", `export const whole = "whole"; console.log("loaded");`);
    write("torn.ts", "export const torn = {;\n");

    expect(() => run("half.ts"))
      .to.throw(`(${path.join(folder, "torn.ts")}:1:22)`)
      .with.property("stdout", "loaded\n");
  });

  it("says where a file cannot be parsed", () => {
    write("broken.ts", "const a = 1;\nconst b = {;\n");

    expect(() => run("broken.ts")).to.throw(`(${path.join(folder, "broken.ts")}:2:12)`);
  });
});
