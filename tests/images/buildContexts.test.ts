import { createHash } from "node:crypto";
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { build } from "esbuild";

const ROOT = path.join(__dirname, "..", "..");
const IMAGES = readdirSync(path.join(ROOT, "images")).sort();
const PACKAGES = ["package-lock.json", "package.json"];

/** The files and folders that a build gets: all others are ignored. */
function allowed(image: string, root = ROOT): string[] {
  const lines = readFileSync(path.join(root, "images", image, "Dockerfile.dockerignore"), "utf8").split("\n");
  const [first, ...rest] = lines.filter((line) => line !== "" && !line.startsWith("#"));
  expect(first, "the first pattern ignores everything").to.equal("*");
  return rest.map((line) => {
    expect(line, "every other pattern takes a file or a folder back").to.match(/^![\w./-]+$/);
    return line.slice(1);
  });
}

function filesBelow(name: string, root: string): string[] {
  const absolute = path.join(root, name);
  if (!statSync(absolute).isDirectory()) return [name];
  return readdirSync(absolute).flatMap((child) => filesBelow(`${name}/${child}`, root));
}

/** Every file of a build's context, by its path. */
function contextOf(image: string, root = ROOT): string[] {
  return allowed(image, root)
    .flatMap((name) => filesBelow(name, root))
    .sort();
}

/** The project's own files that go into an image's program, by their paths. */
async function sourcesOf(image: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [`images/${image}/src/main.ts`],
    ...{ bundle: true, write: false, metafile: true, platform: "node", format: "cjs", outfile: "main.js" },
    external: ["pg-native"],
    logLevel: "silent",
  });
  return Object.keys(metafile.inputs).filter((name) => !name.startsWith("node_modules/"));
}

/** A hash of all that a build can read. */
function contextHash(image: string, root: string): string {
  const hash = createHash("sha256");
  for (const file of [...contextOf(image, root), `images/${image}/Dockerfile`]) {
    hash.update(`${file}\0`).update(readFileSync(path.join(root, file)));
  }
  return hash.digest("hex");
}

describe("the build context", () => {
  for (const image of IMAGES) {
    it(`of ${image} holds what the image is made of, and nothing else`, async () => {
      const migrations = allowed(image).filter((name) => name === `images/${image}/migrations`);
      const made = [...PACKAGES, ...(await sourcesOf(image)), ...migrations.flatMap((name) => filesBelow(name, ROOT))];

      expect(contextOf(image)).to.deep.equal(made.sort());
    });
  }

  describe("after an edit", () => {
    let copy: string;

    beforeEach(() => {
      copy = mkdtempSync(path.join(tmpdir(), "sluice-context-"));
      for (const name of ["functions", "images", ...PACKAGES]) {
        cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
      }
    });
    afterEach(() => rmSync(copy, { recursive: true, force: true }));

    const changedBy = (file: string): string[] => {
      const before = IMAGES.map((image) => contextHash(image, copy));
      appendFileSync(path.join(copy, file), "\n// edited\n");
      return IMAGES.filter((image, index) => contextHash(image, copy) !== before[index]);
    };

    it("of a Lambda function's handler is as it was, for every image", () => {
      expect(changedBy("functions/event-aggregator/aggregator.ts")).to.deep.equal([]);
      expect(changedBy("functions/bursts/starter.ts")).to.deep.equal([]);
      expect(changedBy("functions/jobs/failedTask.ts")).to.deep.equal([]);
    });

    it("of one worker's logic is another for its own image alone", () => {
      expect(changedBy("functions/webhooks/deliveryHandler.ts")).to.deep.equal(["webhook-worker"]);
    });
  });

  for (const image of IMAGES) {
    it(`of ${image} starts from bases that are named by their digests`, () => {
      const text = readFileSync(path.join(ROOT, "images", image, "Dockerfile"), "utf8");
      const bases = [...text.matchAll(/^FROM (?:--\S+ )?(\S+)/gm)].map(([, base]) => base);

      expect(bases).to.have.length(2);
      for (const base of bases) expect(base).to.match(/^node:[\w.-]+@sha256:[0-9a-f]{64}$/);
    });
  }
});
