import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { expect } from "chai";
import { type Packed, pack } from "../../cli/pack";
import { PACKAGES } from "../../cli/pack/packages";

/*
 * `npm run test:packages`: the packages as they would be published, installed from their tarballs into folders outside of the repository, and
 * used there as docs/packages.md says. It takes a minute or two, and the registry.
 */
const ROOT = path.join(__dirname, "..", "..");
const DIST = path.join(ROOT, "dist");
/** Each installs in a layout of its own: side by side, and linked from a store. */
const INSTALLERS: readonly [name: string, install: readonly string[]][] = [
  ["npm", ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]],
  ["pnpm", ["npm", "exec", "--yes", "--package=pnpm@10.34.9", "--", "pnpm", "install", "--ignore-scripts"]],
];

interface Finished {
  code: number;
  out: string;
}

describe("the packages", () => {
  let packed: readonly Packed[];
  before(async () => {
    packed = await pack();
  });

  it("are as large as they may be, at most", () => {
    expect(packed.map(({ plan }) => plan.name)).to.deep.equal(PACKAGES.map(({ name }) => name));
    for (const { plan, bytes } of packed) {
      process.stdout.write(`      ${plan.name}: ${Math.round(bytes / 1000)} KB\n`);
      expect(bytes).to.be.within(100_000, plan.maxBytes);
    }
  });

  it("are as Node.js, bundlers and registries expect them", async () => {
    const { publint } = await import("publint");
    for (const { folder } of packed) {
      expect((await publint({ pkgDir: folder, strict: true })).messages).to.deep.equal([]);
    }
  });

  it("have types wherever TypeScript resolves them, by names of exports", async () => {
    const { checkPackage, createPackageFromTarballData } = await import("@arethetypeswrong/core");
    for (const { tarball } of packed) {
      const result = await checkPackage(createPackageFromTarballData(readFileSync(tarball)), {
        includeEntrypoints: [
          "eventAggregator",
          "parts/lambda/inlineFunction",
          "functions/event-aggregator/producer",
        ].filter(() => tarball.includes("components")),
      });
      if (result.types === false) throw new Error(`${tarball} has no types`);
      // Node.js 20 reads exports: a resolution that does not is none of its.
      const problems = result.problems.filter(
        (problem) => !("resolutionKind" in problem && problem.resolutionKind === "node10"),
      );
      expect(problems).to.deep.equal([]);
    }
  });

  it("hold no tests, no paths of this machine, and a licence each", () => {
    for (const { folder } of packed) {
      const { files, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
        files: string[];
        license: string;
      };
      expect(files).not.to.include("tests");
      const texts = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
        /\.(c?js|mjs|map|ts|json|md)$/.test(file),
      );
      expect(texts.filter((file) => readFileSync(path.join(folder, file), "utf8").includes(ROOT))).to.deep.equal([]);
      expect(license).to.equal("Apache-2.0");
      expect(readFileSync(path.join(folder, "LICENSE"), "utf8")).to.include("Apache License");
    }
  });

  for (const [installer, install] of INSTALLERS) {
    describe(`installed by ${installer}`, () => {
      let folder: string;
      let running: ChildProcess | undefined;

      const run = async (command: string, ...args: readonly string[]): Promise<Finished> => {
        const finished = await promisify(execFile)(command, [...args], { cwd: folder }).catch(
          (error: unknown) => error,
        );
        const { code = 0, stdout = "", stderr = "" } = finished as { code?: number; stdout: string; stderr: string };
        return { code, out: `${stdout}${stderr}` };
      };
      const sluice = (...args: readonly string[]) => run(path.join(folder, "node_modules/.bin/sluice"), ...args);

      before(async () => {
        folder = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-package-")));
        const [, { tarball = "" } = {}] = packed;
        const command = ["exec", "--yes", `--package=${tarball}`, "--", "sluice", "init", ".", "--packages", DIST];
        const made = await run("npm", ...command, "--name", "orders");
        expect(made).to.include({ code: 0 });
        const [program = "", ...args] = install;
        expect(await run(program, ...args)).to.include({ code: 0 });
      });
      after(async () => {
        running?.kill("SIGINT");
        if (running?.exitCode === null) await once(running, "exit");
        rmSync(folder, { recursive: true, force: true });
      });

      it("have types that a project's own compiler takes", async () => {
        expect(await run("npm", "run", "--silent", "check")).to.deep.equal({ code: 0, out: "" });
      });

      it("let a new project pass its test", async () => {
        const { code, out } = await run("npm", "run", "--silent", "test");

        expect({ code, out }).to.satisfy(
          (finished: Finished) => finished.code === 0 && /^(#|ℹ) pass 1$/m.test(finished.out),
        );
      });

      it("run the program, and a load on it balances", async () => {
        running = spawn(path.join(folder, "node_modules/.bin/sluice"), ["dev", "--port", "0"], { cwd: folder });
        const lines = createInterface({ input: running.stdout as NodeJS.ReadableStream });
        await new Promise<void>((resolve, reject) => {
          lines.on("line", (line) => line === "ready" && resolve());
          running?.once("exit", (code) => reject(new Error(`sluice dev ended with ${code}`)));
        });

        const { code, out } = await sluice("load", "event-aggregator", "--count", "200", "--duplicates", "10");

        expect(out).to.include("the account balances: 180 events summarised, each exactly once");
        expect(code).to.equal(0);
      });

      it("have the command that says its version, and refuses what it does not know", async () => {
        expect(await sluice("--version")).to.deep.equal({ code: 0, out: `${packed[1]?.version}\n` });
        expect((await sluice("faults")).code).to.equal(2);
      });
    });
  }
});
