import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { groupByKey } from "../../../../functions/shared/exactlyOnce/fold";
import { markName, markOf, positionOf } from "../../../../functions/shared/exactlyOnce/mark";
import { applyGroups } from "../../../../functions/shared/exactlyOnce/summaryWriter";
import { FakeSummaryTable } from "../../support/fakeSummaryTable";

const HOUR_SECONDS = 3600;
const NOW_SECONDS = Date.UTC(2026, 2, 1) / 1000;
const SHARD = "shardId-00000001700000000000-0a1b2c3d";

describe("a summary with marks of shards that are gone", () => {
  /** Adds one entry to it, while the removal of marks fails in one way. */
  async function addWhileRemovalFails(error: Error) {
    const table = new FakeSummaryTable();
    const stale = ["a", "b", "c", "d"].map((shard) => [
      markName(shard),
      { S: markOf(positionOf("1"), NOW_SECONDS - 48 * HOUR_SECONDS) },
    ]);
    table.items.set("total", { SummaryID: { S: "total" }, ...Object.fromEntries(stale) });
    let writes = 0;
    const dynamo = table.client(async (write) => {
      writes += 1;
      if (writes === 2) throw error;
      return write();
    });
    const warnings: unknown[] = [];
    const logger = { warn: (...said: unknown[]) => void warnings.push(said) };
    const entry = { key: "total", add: {}, position: positionOf("2"), createdAt: NOW_SECONDS };
    const results = await applyGroups(
      { dynamo, summaryTable: "summaries", now: () => NOW_SECONDS * 1000, logger },
      SHARD,
      groupByKey([entry]),
    );
    return { results, warnings };
  }

  it("has the entry, and says that the marks could not be removed", async () => {
    const error = Object.assign(new Error("not allowed"), { name: "AccessDeniedException" });

    const { results, warnings } = await addWhileRemovalFails(error);

    expect(results).to.deep.equal([{ applied: 1, alreadyApplied: 0, writes: 2 }]);
    expect(warnings).to.deep.equal([
      ["Marks that nobody needs any more could not be removed", { key: "total", marks: 4, error }],
    ]);
  });

  it("is left to the writer that moved one of them meanwhile, without a word", async () => {
    const error = new ConditionalCheckFailedException({ message: "The conditional request failed", $metadata: {} });

    const { results, warnings } = await addWhileRemovalFails(error);

    expect(results).to.deep.equal([{ applied: 1, alreadyApplied: 0, writes: 2 }]);
    expect(warnings).to.deep.equal([]);
  });
});
