import { expect } from "chai";
import { figure } from "../../bench/measurement";
import { curvePicture, pairsPicture } from "../../bench/picture";

const at = (value: number) => ({ value, unit: "components" });

describe("the picture of a curve", () => {
  it("has a line through the medians and a dot for each run", () => {
    const picture = curvePicture("evaluation", [
      figure("evaluation", "ms", [0, 100, 200], at(1)),
      figure("evaluation", "ms", [200, 200, 200], at(100)),
    ]);

    expect(picture).to.include('points="84,160 696,56"');
    expect(picture.match(/<circle/g)).to.have.length(6);
    expect(picture).to.include(">evaluation, ms<").and.to.include(">components<").and.not.to.include("before");
  });

  it("has a second line for the checkout that was measured in turn", () => {
    const points = [figure("a < b", "ms", [50], at(1)), figure("a < b", "ms", [50], at(10))];
    const picture = curvePicture(
      "a < b",
      points.map((point) => ({ ...point, before: { median: 100, runs: [100] } })),
    );

    expect(picture.match(/<polyline/g)).to.have.length(2);
    expect(picture).to.include('points="84,56 696,56"').and.to.include('points="84,160 696,160"');
    expect(picture).to.include(">a &lt; b, ms<");
  });
});

describe("the picture of pairs", () => {
  it("shows of each pair both bars, the longer at full length, and leaves out what has no pair", () => {
    const picture = pairsPicture([
      figure("alone", "ms", [1]),
      { ...figure("start-up", "ms", [50]), before: { median: 100, runs: [100] } },
    ]);

    expect(picture).to.include('width="120" height="9" fill="#868e96"');
    expect(picture).to.include('width="60" height="9" fill="#0b7285"');
    expect(picture).to.include("100 → 50 ms").and.not.to.include("alone");
  });
});
