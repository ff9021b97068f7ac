import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { makeProject, type OwnVersions } from "../../cli/init/project";

const own = require("../../package.json") as OwnVersions;

describe("sluice init", () => {
  let outer: string;
  beforeEach(() => {
    outer = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-init-")));
  });
  afterEach(() => rmSync(outer, { recursive: true, force: true }));

  const at = (file: string) => path.join(outer, "orders", file);
  const read = (file: string) => readFileSync(at(file), "utf8");
  const make = (options: { name?: string; packages?: string } = {}) =>
    makeProject({ folder: path.join(outer, "orders"), ...options }, own);

  it("makes a system, a handler, a test, CI and settings, and names the project after the folder", () => {
    const files = make();

    expect(files).to.deep.equal([
      ".github/workflows/test.yml",
      ".gitignore",
      "Pulumi.local.yaml",
      "Pulumi.yaml",
      "README.md",
      "handlers/report.ts",
      "index.ts",
      "package.json",
      "test/report.test.ts",
      "tsconfig.json",
    ]);
    expect(read("Pulumi.yaml")).to.include("name: orders\n");
    expect(read("Pulumi.local.yaml")).to.include("orders:auth: public");
    expect(read("README.md")).to.match(/^# orders\n/);
    for (const file of files) expect(read(file), file).not.to.include("NAME");
  });

  it("depends on this version of the packages, and on what they need to be there", () => {
    make();

    const { dependencies, devDependencies } = JSON.parse(read("package.json")) as {
      dependencies: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    expect(dependencies["@sluice/components"]).to.equal(`^${own.version}`);
    expect(devDependencies.sluice).to.equal(`^${own.version}`);
    expect(dependencies["@pulumi/pulumi"]).to.equal(`^${own.dependencies["@pulumi/pulumi"]}`);
    expect([...Object.values(dependencies), ...Object.values(devDependencies)]).not.to.include("*");
  });

  it("takes tarballs where it is told to, and says how to make those that are missing", () => {
    expect(() => make({ packages: outer })).to.throw("sluice-components-0.1.0.tgz: npm run pack makes it");
    for (const name of ["sluice", "sluice-components"])
      writeFileSync(path.join(outer, `${name}-${own.version}.tgz`), "");

    make({ packages: outer });

    expect(read("package.json")).to.include(`"sluice": "file:${path.join(outer, `sluice-${own.version}.tgz`)}"`);
  });

  it("writes into no folder that holds anything, and nothing under a name that Pulumi refuses", () => {
    make();

    expect(() => make()).to.throw(`${path.join(outer, "orders")} is not empty (`);
    expect(() => makeProject({ folder: path.join(outer, "new"), name: "New!" }, own)).to.throw(
      '"New!" cannot be a project\'s name',
    );
    expect(readdirSync(outer)).to.deep.equal(["orders"]);
  });

  for (const [folder, name] of [
    ["My Orders", "my-orders"],
    ["2026", "events"],
    ["orders_v2", "orders-v2"],
  ] as const) {
    it(`names the project in ${folder} ${name}`, () => {
      makeProject({ folder: path.join(outer, folder) }, own);

      expect(readFileSync(path.join(outer, folder, "Pulumi.yaml"), "utf8")).to.include(`name: ${name}\n`);
    });
  }
});
