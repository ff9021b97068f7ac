import { createHash } from "node:crypto";
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { IMAGES, ignoreFileOf, renderIgnoreFile } from "../../cli/imageContexts";

const ROOT = path.join(__dirname, "..", "..");
const PACKAGES = ["package-lock.json", "package.json"];

/** The files and folders that a build gets: all others are ignored. */
function allowed(image: string, root = ROOT): string[] {
  const lines = readFileSync(path.join(root, ignoreFileOf(image)), "utf8").split("\n");
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
    it(`of ${image} holds what the image is made of, and nothing else: \`npm run images\` writes it down`, async () => {
      const text = readFileSync(path.join(ROOT, ignoreFileOf(image)), "utf8");

      expect(text).to.equal(await renderIgnoreFile(image));
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
