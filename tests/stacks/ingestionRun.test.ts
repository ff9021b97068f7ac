import { expect } from "chai";
import { take } from "../../cli/tours/ingestion";
import { describeInBrowser } from "../support/browser";
import { leakingLines, logLines, MARKS } from "../support/logLines";
import { tourLines } from "../support/tourLines";
import { testApprovals } from "./ingestion/approvals";
import { testForeignPages } from "./ingestion/foreignPages";
import { testPages } from "./ingestion/pages";
import { testRequests } from "./ingestion/requests";
import { IngestionUnderTest } from "./ingestion/underTest";

/** Settings of the system: an approval's time is up after 30 seconds here, which is enough for those that are decided. */
const SETTINGS = {
  auth: "public",
  listsEntries: true,
  maxQueryBytes: 3_000,
  approvalDigestSeconds: 1,
  approvalTimeoutSeconds: 1_500,
};
const TIME_SCALE = 50;

describe("the system ingestion, run on this machine", function () {
  this.timeout(240_000);

  let system: IngestionUnderTest;
  let neglected: string;

  before(async () => {
    system = await IngestionUnderTest.start(SETTINGS, TIME_SCALE);
    neglected = await system.sendAlmostRight("neglected");
  });

  after(() => system?.stop());

  // First, while the page of entries has none but its own.
  describeInBrowser("its pages", (browser) => testPages(() => system, browser));

  describeInBrowser("pages of other sites", (browser) => testForeignPages(() => system, browser));

  describe("its public URL", () => testRequests(() => system));

  it("is shown by its tour", async () => {
    const lines = await tourLines(take, system.cloud, "ingestion");

    expect([1, 3, 5].map((index) => lines[index])).to.deep.equal([
      "   201: a workflow has validated and stored it",
      "   it is in the list",
      "   202: one field is wrong, so a mail asks a person to decide",
    ]);
  });

  describe("its approvals", () =>
    testApprovals(
      () => system,
      () => neglected,
    ));

  // Last, when all kinds of entries and answers were there.
  describe("its logs", () => {
    it("show nothing of what entries hold, nor a link that decides", async () => {
      const mails = await system.mails();
      const tokens = mails.flatMap(({ text }) => text.match(/(?<=token=)\S+/g) ?? []);
      await system.get(`?${new URLSearchParams({ user_name: MARKS.name, email: MARKS.email, pincode: "98765" })}`);
      await system.get(`?${new URLSearchParams({ user_name: MARKS.name, email: MARKS.phone, pincode: "x" })}`);

      expect(tokens).to.not.deep.equal([]);
      expect(logLines(system.cloud).length).to.be.greaterThan(100);
      expect(
        leakingLines(system.cloud, [...Object.values(MARKS), "98765", "ada@example.com", ...tokens]),
      ).to.deep.equal([]);
    });
  });
});
