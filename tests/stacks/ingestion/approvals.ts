import { expect } from "chai";
import { type IngestionUnderTest, press } from "./underTest";

/**
 * Tests of entries that people decide about.
 * @param system known once the tests run
 * @param neglected when its entry `neglected`, about which nobody decides, was sent: before all others, because its time has to run out
 */
export function testApprovals(system: () => IngestionUnderTest, neglected: () => string): void {
  it("store what is approved", async () => {
    const { approve } = await system().linksOf(await system().sendAlmostRight("approved"));

    const { status } = await press(approve);

    expect(status).to.equal(200);
    expect(await system().settledStatus("approved")).to.equal("stored");
    expect(await system().storedNames()).to.include("approved");
  });

  it("do not store what is rejected, and tell its sender so", async () => {
    const { reject } = await system().linksOf(await system().sendAlmostRight("rejected"));

    const { status } = await press(reject);

    expect(status).to.equal(200);
    expect(await system().settledStatus("rejected")).to.equal("rejected");
    expect(await system().storedNames()).to.not.include("rejected");
  });

  it("decide nothing when a mail scanner follows both links", async () => {
    const { approve, reject } = await system().linksOf(await system().sendAlmostRight("scanned"));

    const pages = await Promise.all([fetch(approve), fetch(reject), fetch(approve, { method: "HEAD" })]);

    expect(pages.map(({ status }) => status)).to.deep.equal([200, 200, 200]);
    const { pending } = (await (await system().get("pending")).json()) as {
      pending: { fields: { user_name: string } }[];
    };
    expect(pending.map(({ fields }) => fields.user_name)).to.include("scanned");
  });

  it("are decided once, however fast both buttons are pressed", async () => {
    const { approve, reject } = await system().linksOf(await system().sendAlmostRight("contested"));

    const answers = await Promise.all([approve, reject, approve, reject].map(press));

    const statuses = answers.map(({ status }) => status);
    expect([...statuses].sort()).to.deep.equal([200, 409, 409, 409]);
    const winner = statuses.indexOf(200) % 2 === 0 ? "stored" : "rejected";
    expect(await system().settledStatus("contested")).to.equal(winner);
  });

  it("tell who uses a link again what was decided, and when", async () => {
    const { approve, reject } = await system().linksOf(await system().sendAlmostRight("twice"));
    await press(approve);

    const answers = await Promise.all([press(approve), press(reject), fetch(approve)]);

    for (const answer of answers) {
      expect(answer.status).to.equal(409);
      const { detail } = (await answer.json()) as { detail: string };
      expect(detail).to.match(/^The entry was approved at \d{4}-.*Z; a decision is made once\.$/);
    }
  });

  it("take no link that was changed", async () => {
    const { approve } = await system().linksOf(await system().sendAlmostRight("forged"));

    const { status } = await press(approve.replace(".a.", ".r."));

    expect(status).to.equal(403);
  });

  it("expire, and then tell who comes too late", async () => {
    const { approve } = await system().linksOf(neglected());

    expect(await system().settledStatus("neglected")).to.equal("expired");
    const answer = await press(approve);

    expect(answer.status).to.equal(410);
    expect(await answer.json()).to.include({ title: "Too late" });
    expect(await system().storedNames()).to.not.include("neglected");
  });
}
