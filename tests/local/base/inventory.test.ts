import { expect } from "chai";
import { Inventory } from "../../../local/base/inventory";

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:orders";

describe("the inventory", () => {
  function inventory() {
    const warnings: string[] = [];
    return { warnings, inventory: new Inventory({ warn: (source, line) => void warnings.push(`${source}: ${line}`) }) };
  }

  it("adds tags, and takes some away", () => {
    const { inventory: known } = inventory();

    known.tag(QUEUE, { team: "a", cost: "1" });
    known.tag(QUEUE, { team: "b" });
    known.untag(QUEUE, ["cost", "absent"]);

    expect(known.tagsOf(QUEUE)).to.deep.equal({ team: "b" });
  });

  it("keeps what has one id in two other resources apart, and when each was made and changed", () => {
    let now = 1;
    const known = new Inventory({ warn() {} }, { now: () => now });
    const statement = (fn: string) => ({ type: "permission", id: "invoke", inputs: {}, state: { function: fn } });
    known.keep(statement("one"));
    now = 2;
    known.keep(statement("two"));
    now = 3;
    known.keep(statement("one"));

    expect(
      known.allMade("permission").map(({ state, createdAt, changedAt }) => [state.function, createdAt, changedAt]),
    ).to.deep.equal([
      ["one", 1, 3],
      ["two", 2, 2],
    ]);
    known.drop(statement("one"));
    expect(known.made("permission", "invoke")?.state).to.deep.equal({ function: "two" });
  });

  it("has the tags that the program declares, and no others", () => {
    const { inventory: known } = inventory();
    known.tag(QUEUE, { added: "at run time" });

    known.declare(QUEUE, { team: "a" });

    expect(known.tagsOf(QUEUE)).to.deep.equal({ team: "a" });
  });

  it("says when a call deletes what the program declares, once", () => {
    const { inventory: known, warnings } = inventory();
    known.declare(QUEUE, { team: "a" });

    known.deletedByCall(QUEUE);
    known.deletedByCall(QUEUE);

    expect(warnings).to.deep.equal([
      `api: ${QUEUE} was deleted by a call, though the program declares it: change it in the program or start anew to have it again`,
    ]);
    expect(known.tagsOf(QUEUE)).to.deep.equal({});
  });

  it("says nothing when a call deletes what a call has made", () => {
    const { inventory: known, warnings } = inventory();
    known.tag(QUEUE, { team: "a" });

    known.deletedByCall(QUEUE);

    expect(warnings).to.deep.equal([]);
  });
});
