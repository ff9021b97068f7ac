import { expect } from "chai";
import { STACK_TYPE, urnOf } from "../../../local/engine/urn";

const place = { stack: "dev", project: "shop" };

describe("urnOf", () => {
  it("leaves the stack out of the types of its children", () => {
    const stack = urnOf(place, undefined, STACK_TYPE, "shop-dev");

    expect(urnOf(place, stack, "aws:sqs/queue:Queue", "orders")).to.equal(
      "urn:pulumi:dev::shop::aws:sqs/queue:Queue::orders",
    );
  });

  it("carries the types of all other parents", () => {
    const outer = urnOf(place, urnOf(place, undefined, STACK_TYPE, "shop-dev"), "x:index:Outer", "o");
    const inner = urnOf(place, outer, "x:index:Inner", "i");

    expect(urnOf(place, inner, "aws:sqs/queue:Queue", "orders")).to.equal(
      "urn:pulumi:dev::shop::x:index:Outer$x:index:Inner$aws:sqs/queue:Queue::orders",
    );
  });
});
