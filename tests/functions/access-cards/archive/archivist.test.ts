import { expect } from "chai";
import { createArchivist } from "../../../../functions/access-cards/archive/archivist";
import { silenceTelemetry } from "../../support/telemetry";
import { base64, cardEvent, MORNING } from "./events";

silenceTelemetry();

const HOUR = 3_600_000;

async function transform(...data: unknown[]) {
  const { records } = await createArchivist()({
    invocationId: "invocation-1",
    deliveryStreamArn: "arn:aws:firehose:us-east-1:111122223333:deliverystream/events",
    region: "us-east-1",
    records: data.map((datum, index) => ({
      recordId: `record-${index + 1}`,
      approximateArrivalTimestamp: MORNING,
      data: base64(datum),
    })),
  });
  return records;
}

describe("the archivist", () => {
  it("makes a line of an event, for the folder of the hour it happened in", async () => {
    const event = cardEvent({ type: "left", occurred_at: MORNING - 24 * HOUR, recorded_at: MORNING });

    const records = await transform(event);

    expect(records).to.deep.equal([
      {
        recordId: "record-1",
        result: "Ok",
        data: base64(`${JSON.stringify(event)}\n`),
        metadata: { partitionKeys: { date: "2026-11-20", hour: "09" } },
      },
    ]);
  });

  it("leaves replays out, for the archive has them", async () => {
    const event = cardEvent({ replay: { id: "replay-1", at: MORNING } });

    const [record] = await transform(event);

    expect(record).to.include({ recordId: "record-1", result: "Dropped" });
  });

  const refused: [what: string, data: unknown][] = [
    ["what is no JSON", "hello"],
    ["another version", { ...cardEvent(), version: 2 }],
    ["an unknown type", { ...cardEvent(), type: "flew" }],
    ["an exit of more than seven days ago", cardEvent({ occurred_at: MORNING - 169 * HOUR, recorded_at: MORNING })],
    ["an exit to come", cardEvent({ occurred_at: MORNING + 300_001, recorded_at: MORNING })],
  ];
  for (const [what, data] of refused) {
    it(`refuses ${what}, and hands it back as it came`, async () => {
      const records = await transform(data);

      expect(records).to.deep.equal([{ recordId: "record-1", result: "ProcessingFailed", data: base64(data) }]);
    });
  }

  it("answers for each record by itself", async () => {
    const records = await transform(cardEvent(), "hello", cardEvent());

    expect(records.map(({ recordId, result }) => [recordId, result])).to.deep.equal([
      ["record-1", "Ok"],
      ["record-2", "ProcessingFailed"],
      ["record-3", "Ok"],
    ]);
  });
});
