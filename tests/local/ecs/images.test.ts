import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { createImages } from "../../../local/services/ecs/createImages";
import { rejection } from "../../support/rejection";

const REPOSITORY = "000000000000.dkr.ecr.us-east-1.amazonaws.com/worker";

describe("createImages", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "sluice-images-"));
    write("worker/Dockerfile", 'FROM node:22\nENV MODE=fast\nCOPY migrations ./migrations\nCMD ["node", "main.js"]\n');
    write(
      "worker/src/main.ts",
      'import { greeting } from "../../shared/greeting";\nconsole.log(greeting as string);\n',
    );
    write("worker/migrations/1.sql", "create table t ()");
    write("shared/greeting.ts", 'export const greeting = "hello";\n');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  const images = () => createImages({ workFolder: path.join(folder, ".sluice"), programFolder: folder });
  const build = (made = images()) => made.build({ repositoryUrl: REPOSITORY, context: "worker" });

  it("bundles the program, with what the Dockerfile copies beside it", async () => {
    const made = images();

    const image = await build(made);

    expect(image.uri).to.match(/^000000000000\.dkr\.ecr\.us-east-1\.amazonaws\.com\/worker@sha256:[0-9a-f]{64}$/);
    expect(image).to.deep.include({ entryPoint: [], command: ["node", "main.js"], environment: { MODE: "fast" } });
    expect(readdirSync(image.folder).sort()).to.deep.equal(["main.js", "main.js.map", "migrations"]);
    expect(readFileSync(path.join(image.folder, "main.js"), "utf8")).to.contain('"hello"');
    expect(readFileSync(path.join(image.folder, "migrations/1.sql"), "utf8")).to.equal("create table t ()");
    expect(made.find(image.uri)).to.equal(image);
  });

  it("gives the same URI for the same content, and another for each edit", async () => {
    const first = await build();
    const again = await build();
    write("shared/greeting.ts", 'export const greeting = "good day";\n');
    const edited = await build();
    write("worker/migrations/2.sql", "drop table t");
    const migrated = await build();
    write("worker/Dockerfile", 'FROM node:22\nCOPY migrations ./migrations\nCMD ["node", "main.js", "fast"]\n');
    const restarted = await build();

    expect(again.uri).to.equal(first.uri);
    expect(new Set([first, edited, migrated, restarted].map(({ uri }) => uri))).to.have.length(4);
  });

  it("finds the program beside a Dockerfile that builds from a folder above", async () => {
    write("worker/Dockerfile", 'FROM node:22\nCOPY worker/migrations ./migrations\nCMD ["node", "main.js"]\n');

    const image = await images().build({ repositoryUrl: REPOSITORY, context: ".", dockerfile: "worker/Dockerfile" });

    expect(readdirSync(image.folder).sort()).to.deep.equal(["main.js", "main.js.map", "migrations"]);
  });

  it("copies the whole context but for what builds the program", async () => {
    write("worker/Dockerfile", 'FROM node:22\nCOPY package.json .\nCOPY . .\nCMD ["node", "main.js"]\n');
    for (const file of ["package.json", "tsconfig.json", ".env", "views/a.html"]) write(`worker/${file}`, "{}");

    const image = await build();

    expect(readdirSync(image.folder).sort()).to.deep.equal(["main.js", "main.js.map", "migrations", "views"]);
  });

  it("takes a program that is built already, where there is none to build", async () => {
    rmSync(path.join(folder, "worker/src"), { recursive: true });
    write(
      "worker/Dockerfile",
      'FROM node:22\nCOPY main.js ./\nCOPY migrations ./migrations\nCMD ["node", "main.js"]\n',
    );
    write("worker/main.js", 'console.log("built");\n');

    const image = await build();
    write("worker/main.js", 'console.log("built anew");\n');
    const edited = await build();

    expect(readdirSync(image.folder).sort()).to.deep.equal(["main.js", "main.js.map", "migrations"]);
    expect(readFileSync(path.join(image.folder, "main.js"), "utf8")).to.equal('console.log("built");\n');
    expect(edited.uri).to.not.equal(image.uri);
  });

  for (const [what, file, text, message] of [
    [
      "a mistake in the program",
      "worker/src/main.ts",
      "const = 1;",
      'worker/src/main.ts:1:6: Expected identifier but found "="',
    ],
    [
      "a package that is not there",
      "worker/src/main.ts",
      'import "no-such-package";',
      'worker/src/main.ts:1:7: Could not resolve "no-such-package"',
    ],
    [
      "a folder that is not there",
      "worker/Dockerfile",
      'FROM a\nCOPY nowhere ./\nCMD ["node", "main.js"]',
      "the Dockerfile copies nowhere, which is not in ",
    ],
    [
      "a pattern",
      "worker/Dockerfile",
      'FROM a\nCOPY migr* ./\nCMD ["node", "main.js"]',
      "the Dockerfile copies by the pattern migr*: name files or folders",
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      write(file, text);

      const error = await rejection(build());

      expect(error.message).to.contain(message);
    });
  }

  it("says where a program or a Dockerfile is missing", async () => {
    write("other/Dockerfile", "FROM a");

    const noProgram = await rejection(images().build({ repositoryUrl: REPOSITORY, context: "other" }));
    const noDockerfile = await rejection(images().build({ repositoryUrl: REPOSITORY, context: "shared" }));

    expect(noProgram.message).to.equal(
      `an image's program starts in src/main.ts, and there is none at ${path.join(folder, "other/src/main.ts")}`,
    );
    expect(noDockerfile.message).to.equal(`there is no Dockerfile at ${path.join(folder, "shared/Dockerfile")}`);
  });

  it("refuses images that nothing here has built", () => {
    expect(() => images().find("nginx:latest")).to.throw(
      "no resource of this program has built the image nginx:latest, and images of other registries cannot run without Docker",
    );
  });
});
