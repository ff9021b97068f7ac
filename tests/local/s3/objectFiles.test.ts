import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { ObjectFiles } from "../../../local/services/s3/objectFiles";
import { rejection } from "../../support/rejection";

/** Enough to keep the threads busy that open files, so that some sources fail before theirs is open. */
const WRITES = 200;

describe("the files of S3's objects", () => {
  it("are not left by sources that fail before they have begun", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "sluice-files-"));
    const files = new ObjectFiles(folder);
    // biome-ignore lint/correctness/useYield: it fails before it yields anything.
    const failing = async function* (): AsyncGenerator<Buffer> {
      throw new Error("no source");
    };

    const failed = await Promise.all(Array.from({ length: WRITES }, () => rejection(files.write(failing()))));
    const left = readdirSync(folder);
    rmSync(folder, { recursive: true });

    expect(failed.map(({ message }) => message)).to.deep.equal(new Array(WRITES).fill("no source"));
    expect(left).to.deep.equal([]);
  });
});
