import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { manifestOf, type OwnManifest } from "../../../cli/pack/manifest";
import { COMPONENTS, PACKAGES, type PackagePlan, SLUICE } from "../../../cli/pack/packages";

const own = require("../../../package.json") as OwnManifest;

describe("the package.json of a package", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "sluice-manifest-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  const made = (plan: PackagePlan = COMPONENTS) =>
    manifestOf(plan, folder, own) as {
      dependencies: Record<string, string>;
      peerDependencies: Record<string, string>;
      optionalDependencies?: Record<string, string>;
      files: string[];
    };

  it("has the packages that the code imports as dependencies, with their fixes, and the types that its own types need", () => {
    write("components/a.js", 'require("esbuild"); require("node:fs"); require("./b"); require("@pulumi/aws/lambda");');
    write("esm/functions/c.mjs", 'import { z } from "zod/mini";');
    write("components/a.d.ts", 'import type { Context } from "aws-lambda";');

    const { dependencies, peerDependencies } = made();

    expect(dependencies).to.deep.equal({
      "@types/aws-lambda": `^${own.devDependencies["@types/aws-lambda"]}`,
      esbuild: `^${own.dependencies.esbuild}`,
      zod: `^${own.dependencies.zod}`,
    });
    expect(peerDependencies).to.have.all.keys("@pulumi/aws", "@pulumi/awsx", "@pulumi/pulumi", "@pulumi/tls");
  });

  it("does not take code that was bundled for browsers for imports", () => {
    write("web/portal/dist/assets/app.js", 'require("react");');
    expect(made().dependencies).to.deep.equal({});
  });

  it("refuses an import of a package that the repository does not name", () => {
    write("components/a.js", 'require("left-pad");');
    expect(() => made()).to.throw("package.json names no version of left-pad");
  });

  it("brings the database of each platform along with the local cloud, in the tested version", () => {
    expect(made(SLUICE).optionalDependencies).to.deep.equal(own.optionalDependencies);
    expect(made().optionalDependencies).to.equal(undefined);
  });

  it("publishes what was put together, and no more", () => {
    for (const name of ["README.md", "LICENSE", "package.json", "components/a.js", "esm/b.mjs"]) write(name, "");
    expect(made().files).to.deep.equal(["components", "esm"]);
  });

  it("leaves the Pulumi packages to the project: it has one version of each", () => {
    for (const { peers } of PACKAGES) expect(peers).to.include("@pulumi/pulumi");
  });
});
