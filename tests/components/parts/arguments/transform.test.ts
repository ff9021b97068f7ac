import { expect } from "chai";
import { type Transform, transformed } from "../../../../components/parts/arguments/transform";

interface Args {
  size: number;
  label?: string;
}

describe("transformed", () => {
  it("returns the component's arguments when there is no transform", () => {
    expect(transformed<Args>(undefined, { size: 1 })).to.deep.equal({ size: 1 });
  });

  it("lays a partial over the arguments", () => {
    expect(transformed<Args>({ label: "a" }, { size: 1, label: "b" })).to.deep.equal({ size: 1, label: "a" });
  });

  it("uses what a function makes of the arguments", () => {
    const double: Transform<Args> = (args) => ({ ...args, size: args.size * 2 });

    expect(transformed(double, { size: 4, label: "b" })).to.deep.equal({ size: 8, label: "b" });
  });

  it("leaves the arguments it was given as they were", () => {
    const args: Args = { size: 1 };

    transformed<Args>({ size: 2 }, args);

    expect(args).to.deep.equal({ size: 1 });
  });

  it("refuses a function that returns nothing", () => {
    const forgetful = (() => undefined) as unknown as Transform<Args>;

    expect(() => transformed(forgetful, { size: 1 })).to.throw(
      "a transform function must return the resource's arguments, but it returned nothing",
    );
  });
});
