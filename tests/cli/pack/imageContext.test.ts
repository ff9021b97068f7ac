import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { writeImageContexts } from "../../../cli/pack/imageContext";

const ROOT = path.join(__dirname, "..", "..", "..");

describe("the images of a package", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "sluice-images-"));
    cpSync(path.join(ROOT, "images"), path.join(folder, "images"), { recursive: true });
    writeImageContexts(ROOT, folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const read = (file: string) => readFileSync(path.join(folder, file), "utf8");
  const images = readdirSync(path.join(ROOT, "images"));

  for (const image of images) {
    it(`build ${image} from JavaScript, with the packages of a lock file that npm publishes`, () => {
      const dockerfile = read(`images/${image}/Dockerfile`);

      expect(dockerfile).to.include("COPY images/install/package.json images/install/package-lock.json ./");
      expect(dockerfile).to.include(`npx esbuild images/${image}/src/main.js --bundle`);
      expect(dockerfile).not.to.match(/\.ts\b|Built from the root/);
    });

    it(`let the build of ${image} have what it copies, and no TypeScript`, () => {
      const lines = read(`images/${image}/Dockerfile.dockerignore`).split("\n");

      expect(lines).to.include.members(["*", "!images/install", `!images/${image}/src/main.js`]);
      expect(lines.filter((line) => line.endsWith(".ts") || line === "!package.json")).to.deep.equal([]);
    });
  }

  it("install what they name, with all that this needs, each verified by its hash", () => {
    const { dependencies } = JSON.parse(read("images/install/package.json")) as {
      dependencies: Record<string, string>;
    };
    const lock = JSON.parse(read("images/install/package-lock.json")) as {
      packages: Record<string, { version: string; integrity?: string; dependencies?: Record<string, string> }>;
    };
    const { "": own, ...installed } = lock.packages;

    expect(Object.keys(dependencies)).to.include.members(["esbuild", "pg", "@aws-sdk/client-sqs"]);
    expect(Object.keys(dependencies)).not.to.include.members(["@pulumi/aws", "vite", "mocha"]);
    expect(own?.dependencies).to.deep.equal(dependencies);
    for (const [name, version] of Object.entries(dependencies)) {
      expect(installed[`node_modules/${name}`]?.version).to.equal(version);
    }
    const needed = Object.values(installed).flatMap(({ dependencies: names = {} }) => Object.keys(names));
    const missing = needed.filter(
      (name) => !Object.keys(installed).some((place) => place.endsWith(`node_modules/${name}`)),
    );
    expect(missing).to.deep.equal([]);
    expect(Object.values(installed).filter(({ integrity }) => integrity === undefined)).to.deep.equal([]);
  });
});
