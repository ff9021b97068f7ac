import { expect } from "chai";
import fc from "fast-check";
import { Heap } from "../../../local/base/heap";

describe("Heap", () => {
  function drain(heap: Heap<string>): string[] {
    const values: string[] = [];
    while (heap.size > 0) values.push(heap.pop() as string);
    return values;
  }

  it("gives values by their numbers, the least first", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (keys) => {
        const heap = new Heap<string>();
        for (const key of keys) heap.push(key, String(key));

        expect(heap.firstKey).to.equal(keys.length > 0 ? Math.min(...keys) : undefined);
        expect(drain(heap).map(Number)).to.deep.equal([...keys].sort((one, other) => one - other));
      }),
    );
  });

  it("keeps its order when values are dropped", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (keys) => {
        const heap = new Heap<string>();
        for (const key of keys) heap.push(key, String(key));

        heap.keep((key) => key % 2 === 0);

        const even = keys.filter((key) => key % 2 === 0).sort((one, other) => one - other);
        expect(drain(heap).map(Number)).to.deep.equal(even);
      }),
    );
  });

  it("gives nothing when it is empty", () => {
    const heap = new Heap<string>();

    expect([heap.pop(), heap.first, heap.firstKey, heap.size]).to.deep.equal([undefined, undefined, undefined, 0]);
  });
});
