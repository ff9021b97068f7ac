import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { bundleHandler } from "../../../../components/parts/lambda/bundle";
import { loadArtifact } from "../../../support/artifact";
import { runProgram } from "../../../support/program";

/** A package with a CommonJS and an ES module, as most have. */
interface Greetings {
  greet(): string;
}

describe("packages that an inline function captures", () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-captured-")));
  });
  afterEach(() => {
    for (const file of Object.keys(require.cache)) if (file.startsWith(folder)) delete require.cache[file];
    rmSync(folder, { recursive: true, force: true });
  });

  function install(place: string, name: string, text: string): string {
    const target = path.join(folder, place, name);
    mkdirSync(path.join(target, "lib"), { recursive: true });
    const exported = { ".": { import: "./lib/index.mjs", require: "./lib/index.js" } };
    writeFileSync(path.join(target, "package.json"), JSON.stringify({ name, version: "1.0.0", exports: exported }));
    writeFileSync(path.join(target, "lib/index.js"), `exports.greet = () => ${JSON.stringify(`${text}, required`)};`);
    const unused = `export const unused = "never used";`;
    writeFileSync(path.join(target, "lib/index.mjs"), `export const greet = () => ${JSON.stringify(text)}; ${unused}`);
    return path.join(target, "lib/index.js");
  }

  async function bundled(factory: () => unknown) {
    const { result, errors } = await runProgram(() =>
      bundleHandler(factory, [], new pulumi.ComponentResource("test:index:Host", "host")),
    );
    return { text: result?.text ?? "", errors };
  }

  for (const [layout, place] of [
    ["at the top of a project", "node_modules"],
    ["nested in another package", "node_modules/outer/node_modules"],
    ["in pnpm's store", "node_modules/.pnpm/greetings-one@1.0.0/node_modules"],
  ] as const) {
    it(`are found ${layout}, as ES modules of which only what is used comes along`, async () => {
      // The outer one has exports as well: what is nested in it is none of them.
      install("node_modules", "outer", "outer");
      const name = `greetings-${place.length}`;
      const greetings = require(install(place, name, `from ${place}`)) as Greetings;

      const { text, errors } = await bundled(() => () => greetings.greet());

      expect(errors).to.deep.equal([]);
      expect((loadArtifact(text) as () => string)()).to.equal(`from ${place}`);
      expect(text).not.to.include("never used");
    });
  }

  it("are refused in two versions of one name, of which a function would get one", async () => {
    const one = require(install("node_modules/a/node_modules", "greetings-twice", "one")) as Greetings;
    const other = require(install("node_modules/b/node_modules", "greetings-twice", "other")) as Greetings;

    const { errors } = await bundled(() => () => one.greet() + other.greet());

    expect(errors).to.have.length(1);
    expect(errors[0]).to.match(
      /capture greetings-twice from two places, .*a\/node_modules.* and .*b\/node_modules.*: install one/,
    );
  });
});
