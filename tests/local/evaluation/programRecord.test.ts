import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { ProgramRecord } from "../../../local/evaluation/programRecord";
import { type ProgramSettings, TYPESCRIPT_HOOK } from "../../../local/evaluation/protocol";

const { wouldLoadAs } = require(TYPESCRIPT_HOOK) as { wouldLoadAs(file: string): string };

describe("ProgramRecord", () => {
  let folder: string;
  let program: ProgramSettings;
  let record: ProgramRecord;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "sluice-record-"));
    for (const name of ["index", "a", "b", "both", "resource"]) write(`${name}.ts`, `export const name = "${name}";`);
    write("node_modules/pack/index.js", "1.0");
    write("node_modules/.package-lock.json", "1.0");
    program = {
      folder,
      cwd: folder,
      main: at("index.ts"),
      project: "test",
      stack: "local",
      config: { "test:size": "1" },
    };
    const section = (files: readonly string[]) => {
      return { result: { value: {} }, urns: [], uses: [], files: files.map(at) };
    };
    const files = ["index.ts", "a.ts", "b.ts", "both.ts", "resource.ts"].map(at);
    record = new ProgramRecord(
      program,
      {
        report: {
          sections: {
            a: section(["a.ts", "both.ts"]),
            b: section(["b.ts", "both.ts"]),
            c: { ...section(["resource.ts"]), result: undefined },
          },
          left: [],
          root: [at("index.ts")],
          states: Object.fromEntries(files.map((file) => [file, wouldLoadAs(file)])),
        },
        modules: [at("node_modules/pack/index.js")],
      },
      new Map(),
    );
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const at = (file: string) => path.join(folder, file);
  function write(file: string, text: string): void {
    mkdirSync(path.dirname(at(file)), { recursive: true });
    writeFileSync(at(file), text);
  }

  it("leaves untouched the sections that load no file of an edit, and whose result another process can be given", () => {
    write("a.ts", "// edited");

    expect(record.untouched(program, ["a.ts"])).to.deep.equal(["b"]);
  });

  it("leaves all such sections untouched where a file was saved without a change", () => {
    expect(record.untouched(program, ["a.ts"])).to.deep.equal(["a", "b"]);
  });

  it("believes the files rather than the list of what was edited", () => {
    write("a.ts", "// edited");
    write("b.ts", "// edited, which nobody has told yet");

    expect(record.untouched(program, ["a.ts"])).to.deep.equal([]);
  });

  const edits: readonly { what: string; edit: () => void; edited?: string }[] = [
    { what: "a file that both load", edit: () => write("both.ts", "// edited") },
    { what: "a file that the program loads itself", edit: () => write("index.ts", "// edited") },
    { what: "a file that is gone", edit: () => rmSync(at("both.ts")) },
    { what: "a file that was not there", edit: () => write("a/index.ts", ""), edited: "a/index.ts" },
    { what: "a file that no module is", edit: () => write("page.html", ""), edited: "page.html" },
    { what: "a package's file", edit: () => write("node_modules/pack/index.js", "1.0.1") },
    { what: "the list of packages", edit: () => write("node_modules/.package-lock.json", "1.0.1") },
    { what: "the stack's settings", edit: () => (program = { ...program, config: { "test:size": "2" } }) },
  ];
  for (const { what, edit, edited = "a.ts" } of edits) {
    it(`leaves no section untouched after a change of ${what}`, () => {
      edit();

      expect(record.untouched(program, [edited])).to.deep.equal([]);
    });
  }
});
