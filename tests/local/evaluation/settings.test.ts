import path from "node:path";
import { expect } from "chai";
import { readSettings } from "../../../local/evaluation/settings";
import { ProgramFolder } from "../../support/programFolder";

describe("readSettings", () => {
  let folder: ProgramFolder;

  beforeEach(() => {
    folder = new ProgramFolder("");
  });

  afterEach(() => folder.remove());

  it("reads the project's name, the main file, and the stack's config as text", () => {
    folder.write(
      "Pulumi.local.yaml",
      "config:\n  test:a: 1\n  test:b: [x, y]\n  aws:region: us-east-1\n  test:c: true\n",
    );

    const settings = readSettings(folder.path, "local");

    expect(settings).to.deep.equal({
      folder: folder.path,
      main: path.join(folder.path, "index.ts"),
      project: "test",
      stack: "local",
      config: { "test:a": "1", "test:b": '["x","y"]', "aws:region": "us-east-1", "test:c": "true" },
    });
  });

  it("puts names without a namespace into the project's, and takes the project's defaults", () => {
    folder.write("Pulumi.yaml", "name: test\nconfig:\n  a: { type: integer, default: 1 }\n  b: { value: 2 }\n  c: 3\n");
    folder.write("Pulumi.local.yaml", "config: { c: 4 }\n");

    expect(readSettings(folder.path, "local").config).to.deep.equal({ "test:a": "1", "test:b": "2", "test:c": "4" });
  });

  it("lets overrides win", () => {
    folder.write("Pulumi.local.yaml", "config: { test:systems: [a] }\n");

    expect(readSettings(folder.path, "local", { systems: ["b"] }).config).to.deep.equal({ "test:systems": '["b"]' });
  });

  it("finds the main file that Pulumi.yaml or package.json names", () => {
    folder.write("src/program.ts", "");
    folder.write("other.ts", "");
    folder.write("package.json", '{ "main": "other.ts" }');
    const byPackage = readSettings(folder.path, "local").main;
    folder.write("Pulumi.yaml", "name: test\nmain: src/program.ts\n");
    const byProject = readSettings(folder.path, "local").main;

    expect(byPackage).to.equal(path.join(folder.path, "other.ts"));
    expect(byProject).to.equal(path.join(folder.path, "src/program.ts"));
  });

  it("refuses a stack without settings, and says which file to write", () => {
    expect(() => readSettings(folder.path, "dev")).to.throw(
      `the stack "dev" has no settings: write ${path.join(folder.path, "Pulumi.dev.yaml")}, or name another with --stack`,
    );
  });

  it("refuses an encrypted value, which it has no key to", () => {
    folder.write("Pulumi.local.yaml", "config:\n  test:password:\n    secure: v1:abc\n");

    expect(() => readSettings(folder.path, "local")).to.throw("test:password is encrypted");
  });

  it("says where YAML cannot be read", () => {
    folder.write("Pulumi.local.yaml", "config: {a: 1\n");

    expect(() => readSettings(folder.path, "local")).to.throw(/Pulumi\.local\.yaml cannot be read: .*line 2/s);
  });

  it("says where the program should be", () => {
    folder.write("Pulumi.yaml", "name: test\nmain: nothing.ts\n");

    expect(() => readSettings(folder.path, "local")).to.throw(
      `there is no program at ${path.join(folder.path, "nothing.ts")}`,
    );
  });
});
