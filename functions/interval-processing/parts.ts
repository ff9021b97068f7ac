/**
 * Cuts a stream into parts of one size, the last one smaller; an empty stream is one empty part. No more than one part is in memory
 * at a time.
 */
export async function* partsOf(source: AsyncIterable<Buffer>, partBytes: number): AsyncGenerator<Buffer> {
  let part = Buffer.allocUnsafe(partBytes);
  let filled = 0;
  let isFirst = true;
  for await (const chunk of source) {
    let taken = 0;
    while (taken < chunk.length) {
      const count = chunk.copy(part, filled, taken);
      taken += count;
      filled += count;
      if (filled === partBytes) {
        yield part;
        isFirst = false;
        // Whoever got the part may still be sending it.
        part = Buffer.allocUnsafe(partBytes);
        filled = 0;
      }
    }
  }
  if (filled > 0 || isFirst) yield part.subarray(0, filled);
}
