import path from "node:path";
import { expect } from "chai";
import { readSettings, SettingsError } from "../../../local/evaluation/settings";
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
      cwd: folder.path,
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

  const refused = [
    {
      line: "aws:region: eu-west-1",
      message: 'aws:region must be "us-east-1" in the local cloud, got "eu-west-1"',
    },
    {
      line: "aws:config:region: eu-west-1",
      message: 'aws:config:region must be "us-east-1" in the local cloud, got "eu-west-1"',
    },
    {
      line: 'aws:allowedAccountIds: ["111122223333"]',
      message:
        'aws:allowedAccountIds must contain "000000000000", the account of the local cloud, got "[\\"111122223333\\"]"',
    },
    {
      line: 'aws:forbiddenAccountIds: ["000000000000"]',
      message: 'aws:forbiddenAccountIds forbids "000000000000", the account of the local cloud',
    },
    {
      line: "aws:assumeRoles: [{ roleArn: arn:aws:iam::111122223333:role/deployer }]",
      message: "aws:assumeRoles is not supported by the local cloud: unset it for this stack",
    },
    {
      line: 'aws:endpoints: [{ sqs: "http://localhost:1" }]',
      message: "aws:endpoints is not supported by the local cloud: unset it for this stack",
    },
  ];

  for (const { line, message } of refused) {
    it(`refuses what the local cloud is not: ${line}`, () => {
      folder.write("Pulumi.local.yaml", `config:\n  ${line}\n`);

      expect(() => readSettings(folder.path, "local")).to.throw(
        SettingsError,
        `${path.join(folder.path, "Pulumi.local.yaml")}: ${message}`,
      );
    });
  }

  it("takes provider settings that fit the local cloud or make no difference to it, and the stack's over the project's", () => {
    folder.write("Pulumi.yaml", "name: test\nconfig:\n  aws:region: eu-west-1\n");
    folder.write(
      "Pulumi.local.yaml",
      'config:\n  aws:region: us-east-1\n  aws:allowedAccountIds: ["000000000000"]\n  aws:profile: work\n' +
        '  aws:forbiddenAccountIds: "111122223333"\n',
    );

    expect(readSettings(folder.path, "local").config).to.deep.equal({
      "aws:region": "us-east-1",
      "aws:allowedAccountIds": '["000000000000"]',
      "aws:profile": "work",
      "aws:forbiddenAccountIds": "111122223333",
    });
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
