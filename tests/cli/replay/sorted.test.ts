import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect } from "chai";
import fc from "fast-check";
import { lastOfEach, sorted } from "../../../cli/replay/sorted";

const byNumber = (a: number, b: number) => a - b;

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const sortFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith("sluice-sort-"));

describe("sorting more than memory holds", () => {
  it("gives what sorting in memory gives, whatever the chunks", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        async (items, chunk) => {
          const found = await all(sorted(each(items), byNumber, chunk));

          expect(found).to.deep.equal([...items].sort(byNumber));
        },
      ),
      { numRuns: 50 },
    ));

  it("leaves no file behind, though the reader stops early", async () => {
    const before = sortFolders();
    let during: string[] = [];

    for await (const _first of sorted(each([3, 1, 2, 5, 4]), byNumber, 2)) {
      during = sortFolders();
      break;
    }

    expect(during.length).to.equal(before.length + 1);
    expect(sortFolders()).to.deep.equal(before);
  });

  it("keeps the last of each group of neighbours that are the same", async () => {
    const found = await all(lastOfEach(each(["a1", "a2", "b1", "c1", "c2"]), (a, b) => a[0] === b[0]));

    expect(found).to.deep.equal(["a2", "b1", "c2"]);
  });
});
