import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { gunzippedLines } from "./lines";

export type Compare<T> = (a: T, b: T) => number;

/** Items in memory at once: of events, about 100 MB. */
const CHUNK = 100_000;

/**
 * Sorts more than memory holds: chunks of it are sorted in memory, kept in files for this user's eyes only, and merged. The files go
 * when the iteration ends, however it ends.
 *
 * @param items what JSON can hold; all of them are taken before the first comes out
 * @param chunk how many are held in memory
 */
export async function* sorted<T>(items: AsyncIterable<T>, compare: Compare<T>, chunk = CHUNK): AsyncGenerator<T> {
  let held: T[] = [];
  let folder: string | undefined;
  const files: string[] = [];
  try {
    for await (const item of items) {
      if (held.length === chunk) {
        folder ??= await mkdtemp(path.join(tmpdir(), "sluice-sort-"));
        files.push(await spill(path.join(folder, String(files.length)), held.sort(compare)));
        held = [];
      }
      held.push(item);
    }
    const runs = [...files.map((file) => read<T>(file)), each(held.sort(compare))];
    yield* merged(runs, compare);
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** The last of each group of neighbours that are the same. */
export async function* lastOfEach<T>(items: AsyncIterable<T>, same: (a: T, b: T) => boolean): AsyncGenerator<T> {
  let last: T | undefined;
  for await (const item of items) {
    if (last !== undefined && !same(last, item)) yield last;
    last = item;
  }
  if (last !== undefined) yield last;
}

async function* merged<T>(runs: readonly AsyncGenerator<T>[], compare: Compare<T>): AsyncGenerator<T> {
  const heads: { item: T; run: AsyncGenerator<T> }[] = [];
  const take = async (run: AsyncGenerator<T>) => {
    const next = await run.next();
    if (next.done === true) return;
    heads.splice(placeOf(next.value, heads, compare), 0, { item: next.value, run });
  };
  for (const run of runs) await take(run);
  for (let head = heads.shift(); head !== undefined; head = heads.shift()) {
    yield head.item;
    await take(head.run);
  }
}

/** Finds the place of an item among heads that are in order. */
function placeOf<T>(item: T, heads: readonly { item: T }[], compare: Compare<T>): number {
  let low = 0;
  let high = heads.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const head = heads[middle];
    if (head !== undefined && compare(head.item, item) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function spill(file: string, items: readonly unknown[]): Promise<string> {
  const gzip = createGzip({ level: 1 });
  const written = finished(gzip.pipe(createWriteStream(file, { mode: 0o600 })));
  for (const item of items) {
    if (!gzip.write(`${JSON.stringify(item)}\n`)) await once(gzip, "drain");
  }
  gzip.end();
  await written;
  return file;
}

async function* read<T>(file: string): AsyncGenerator<T> {
  for await (const line of gunzippedLines(createReadStream(file))) yield JSON.parse(line) as T;
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
