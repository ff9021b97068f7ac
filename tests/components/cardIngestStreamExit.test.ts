import { expect } from "chai";
import fc from "fast-check";
import { exitTemplate } from "../../components/cardIngestStream/gateApi";
import { cardEvent } from "../../functions/access-cards/event";
import type { CallFacts } from "../../local/services/apigateway/callFacts";
import { mappingTemplate } from "../../local/services/apigateway/mappingTemplate";

const NOON = Date.UTC(2026, 10, 21, 12);

/** Builds what the API hands to Kinesis for an exit: the record, and the event in it. */
function recordOf(gateId: string, body: unknown) {
  const facts: CallFacts = {
    request: {
      ...{ id: "x", apiId: "api", receivedAt: NOON, method: "POST", path: `/v1/gates/${gateId}/exit`, queryString: "" },
      ...{ protocol: "HTTP/1.1", headers: {}, sourceIp: "127.0.0.1", localPort: 1 },
    },
    ...{ requestId: "11111111-2222-4333-8444-555555555555", stage: "v1", deploymentId: "d1" },
    path: `/gates/${gateId}/exit`,
    ...{ domainName: "api.example.com", query: {}, headers: [], addedHeaders: {}, stageVariables: {} },
    pathParameters: { gateId },
  };
  const { text } = mappingTemplate(exitTemplate("cards-events")).render({ facts, body: JSON.stringify(body) });
  const record = JSON.parse(text) as { StreamName: string; PartitionKey: string; Data: string };
  return { record, event: JSON.parse(Buffer.from(record.Data, "base64").toString()) as Record<string, unknown> };
}

describe("the mapping of an exit", () => {
  it("makes an event of now, by the request's own id", () => {
    const { record, event } = recordOf("north-1", { card_id: "C-1" });

    expect(record).to.deep.include({ StreamName: "cards-events", PartitionKey: "C-1" });
    expect(event).to.deep.equal({
      ...{ id: "11111111-2222-4333-8444-555555555555", version: 1, type: "left" },
      ...{ occurred_at: NOON, recorded_at: NOON, card_id: "C-1", gate_id: "north-1" },
    });
    expect(cardEvent().parse(event)).to.deep.equal(event);
  });

  it("takes the gate's word for when it was, and its id of the request", () => {
    const { event } = recordOf("north-1", { card_id: "C-1", request_id: "r-1", occurred_at: NOON - 3_600_000 });

    expect(event).to.include({ id: "r-1", occurred_at: NOON - 3_600_000, recorded_at: NOON });
  });

  it("takes the first moment of 1970 for a time, too: it is for the projector to refuse it", () => {
    expect(recordOf("north-1", { card_id: "C-1", occurred_at: 0 }).event).to.include({ occurred_at: 0 });
  });

  it("lets nothing that a client writes become anything but the text it is", () => {
    const nasty = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        `'`,
        `"`,
        `\\`,
        `\\'`,
        `"}`,
        `","type":"entered`,
        "$q",
        `\${id}`,
        "#set($id=1)",
        "#end",
        "</script>",
      ),
      fc
        .array(fc.constantFrom(`'`, `"`, `\\`, "$", "{", "}", "#", "\n", "\u2028", "é", "😀"), { maxLength: 12 })
        .map((all) => all.join("")),
    );
    fc.assert(
      fc.property(nasty, nasty, nasty, (gateId, cardId, requestId) => {
        const { record, event } = recordOf(gateId, { card_id: cardId, request_id: requestId });

        expect(event).to.deep.equal({
          id: requestId === "" ? "11111111-2222-4333-8444-555555555555" : requestId,
          ...{ version: 1, type: "left", occurred_at: NOON, recorded_at: NOON },
          ...{ card_id: cardId, gate_id: gateId },
        });
        expect(record.PartitionKey).to.equal(cardId);
      }),
      { numRuns: 300 },
    );
  });
});
