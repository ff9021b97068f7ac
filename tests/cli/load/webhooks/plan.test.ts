import { expect } from "chai";
import { planWebhooks } from "../../../../cli/load/webhooks/plan";

const SIGNING = {
  name: "github",
  deliveryIdHeader: "x-github-delivery",
  signing: { header: "x-hub-signature-256", prefix: "sha256=", encoding: "hex", secret: "s3cret" },
} as const;
const SILENT = { name: "meter", deliveryIdHeader: "x-id" };
const OPTIONS = { sources: [SIGNING, SILENT], count: 1_000, duplicates: 5, forged: 5, runId: "run" };

describe("the plan of webhooks", () => {
  it("has exact shares of repeats and forgeries", () => {
    const plan = planWebhooks(OPTIONS);

    expect(plan).to.have.length(1_000);
    expect(new Set(plan.map(({ number }) => number)).size).to.equal(950);
    expect(plan.filter(({ isForged }) => isForged)).to.have.length(50);
  });

  it("repeats a delivery as it was, and never a forgery", () => {
    const plan = planWebhooks({ ...OPTIONS, duplicates: 40 });

    const repeats = plan.filter((webhook, index) => plan.indexOf(webhook) !== index);
    expect(repeats).to.have.length(400);
    expect(repeats.some(({ isForged }) => isForged)).to.equal(false);
  });

  it("forges the signatures of sources that sign only", () => {
    const forged = planWebhooks({ ...OPTIONS, duplicates: 0, forged: 50 }).filter(({ isForged }) => isForged);

    expect(new Set(forged.map(({ source }) => source.name))).to.deep.equal(new Set(["github"]));
    expect(planWebhooks({ ...OPTIONS, sources: [SILENT] }).some(({ isForged }) => isForged)).to.equal(false);
  });

  it("sends as every source", () => {
    const names = planWebhooks(OPTIONS).map(({ source }) => source.name);

    expect(new Set(names)).to.deep.equal(new Set(["github", "meter"]));
  });

  it("refuses to send as nobody", () => {
    expect(() => planWebhooks({ ...OPTIONS, sources: [] })).to.throw("a run needs at least one source");
  });
});
