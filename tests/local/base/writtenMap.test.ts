import { expect } from "chai";
import { keptMaps, noMaps } from "../../../local/base/keptMaps";
import { WrittenMap } from "../../../local/base/writtenMap";
import { KeptData } from "../../support/keptData";

describe("a map that is written down", () => {
  let data: KeptData;
  beforeEach(() => {
    data = new KeptData();
  });
  afterEach(() => data.remove());

  const open = () => keptMaps(data.open(), "cognito");

  it("begins at the next start with what it held", async () => {
    const map = new WrittenMap<number>(open().map("sessions"));
    map.set("first", 1).set("second", 2).set("third", 3);
    map.delete("second");
    await undefined;

    expect([...new WrittenMap<number>(open().map("sessions"))]).to.deep.equal([
      ["first", 1],
      ["third", 3],
    ]);
  });

  it("is empty at the next start when it was cleared", async () => {
    const map = new WrittenMap<number>(open().map("sessions"));
    map.set("first", 1);
    map.clear();
    await undefined;

    expect([map.size, new WrittenMap(open().map("sessions")).size]).to.deep.equal([0, 0]);
  });

  it("holds its values where nothing is kept", () => {
    const map = new WrittenMap<number>(noMaps.map("sessions"));
    map.set("first", 1);

    expect([map.get("first"), map.delete("first"), map.delete("first"), map.size]).to.deep.equal([1, true, false, 0]);
  });
});
