import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { toursOf } from "../../cli/try";

const ROOT = path.join(__dirname, "..", "..");

describe("the tours of npm run try", () => {
  it("are there for every system, and can be taken", () => {
    const tours = toursOf(ROOT);

    expect([...tours.keys()].sort()).to.deep.equal([
      ...["access-cards", "bastion", "bursts", "debounce", "event-aggregator"],
      ...["ingestion", "interval-processing", "webhooks"],
    ]);
    for (const module of tours.values()) expect(require(module)).to.have.property("take").that.is.a("function");
  });

  it("are those of the components' own systems in a project that registers none", () => {
    expect([...toursOf(tmpdir()).keys()].sort()).to.deep.equal([...toursOf(ROOT).keys()].sort());
  });
});
