import { expect } from "chai";
import type { PartProgress } from "../../../local/base/report";
import { PendingResources } from "../../../local/evaluation/pendingResources";

describe("PendingResources", () => {
  it("tells that a section waits for nothing only once nothing that followed from its last resource is left", async () => {
    const told: (readonly PartProgress[])[] = [];
    const pending = new PendingResources((progress) => told.push(progress));
    const turn = () => new Promise((resolve) => setImmediate(resolve));

    pending.started("orders", "queue");
    pending.started("mails", "topic");
    pending.ended("orders", "queue");
    await Promise.resolve().then(() => pending.started("orders", "policy"));
    await turn();
    pending.ended("orders", "policy");
    await turn();

    expect(told).to.deep.equal([
      [
        { part: "orders", waitsFor: ["policy"] },
        { part: "mails", waitsFor: ["topic"] },
      ],
      [
        { part: "orders", waitsFor: [] },
        { part: "mails", waitsFor: ["topic"] },
      ],
    ]);
  });
});
