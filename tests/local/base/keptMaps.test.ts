import { expect } from "chai";
import fc from "fast-check";
import { nothingKept } from "../../../local/base/dataFolder";
import { type KeptMaps, keptMaps } from "../../../local/base/keptMaps";
import { KeptData } from "../../support/keptData";

describe("kept maps", () => {
  let data: KeptData;
  beforeEach(() => {
    data = new KeptData();
  });
  afterEach(() => data.remove());

  const names = ["orders/messages", "returns/messages"];
  const open = () => keptMaps(data.open(), "sqs");
  const contents = (maps: KeptMaps) => names.map((name) => Object.fromEntries(maps.map(name).entries()));

  it("hold at the next start what they held, and nothing that was deleted or cleared", async () => {
    const maps = open();
    maps.map("orders/messages").set("1", { body: "first" });
    maps.map("orders/messages").set("2", { body: "second" });
    maps.map("orders/messages").delete("1");
    maps.map("returns/messages").set("3", { body: "third" });
    maps.map("returns/messages").clear();
    await undefined;

    expect(contents(open())).to.deep.equal([{ "2": { body: "second" } }, {}]);
  });

  it("leave what nobody asks for as it was, also when the journal is written anew", async () => {
    open().map("returns/messages").set("1", "kept");
    await undefined;

    const orders = open().map("orders/messages");
    for (let count = 0; count < 50; count++) {
      orders.set("large", `${count}`.padEnd(200_000));
      await undefined;
    }

    expect(data.bytes("sqs")).to.be.below(5_000_000);
    expect(open().map("returns/messages").entries().get("1")).to.equal("kept");
  });

  it("keep the steps up to where the journal was cut off, each as a whole", async () => {
    const change = fc.record({
      name: fc.constantFrom(...names),
      kind: fc.constantFrom("set", "set", "set", "delete", "clear"),
      key: fc.constantFrom("a", "b", "__proto__"),
      value: fc.jsonValue({ maxDepth: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { maxLength: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (steps, share) => {
          data.remove();
          data = new KeptData();
          const maps = open();
          const history = [{ bytes: 0, contents: contents(maps) }];
          for (const step of steps) {
            for (const { name, kind, key, value } of step) {
              if (kind === "set") maps.map(name).set(key, value);
              else if (kind === "delete") maps.map(name).delete(key);
              else maps.map(name).clear();
            }
            await undefined;
            history.push({ bytes: data.bytes("sqs"), contents: structuredClone(contents(maps)) });
          }
          const left = Math.floor(data.bytes("sqs") * share);
          const expected = history.findLast(({ bytes }) => bytes <= left)?.contents;

          data.cut("sqs", left);
          expect(contents(open())).to.deep.equal(expected);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("keep nothing, and need no memory for it, where the folder keeps nothing", () => {
    const map = keptMaps(nothingKept, "sqs").map("orders/messages");
    map.set("1", "gone");

    expect(map.entries().size).to.equal(0);
  });
});
