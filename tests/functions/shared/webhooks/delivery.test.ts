import type { Message } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { readDelivery } from "../../../../functions/shared/webhooks/delivery";

describe("readDelivery", () => {
  function message(body: string, attributes: Record<string, string>): Message {
    return {
      MessageId: "m1",
      Body: body,
      Attributes: { SentTimestamp: "1772366400000" },
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
      ),
    };
  }

  it("takes the sender's id before the request's, and leaves the body as it is", () => {
    const body = '{"a":"+&%ü"} \n';

    const delivery = readDelivery(
      message(body, { source: "github", deliveryId: "d1", requestId: "r1", signature: "sha256=00" }),
    );

    expect(delivery).to.deep.equal({
      id: "d1",
      source: "github",
      body,
      signature: "sha256=00",
      receivedAt: new Date("2026-03-01T12:00:00.000Z"),
    });
  });

  it("has the headers that came along", () => {
    const attributes = {
      source: "github",
      requestId: "r1",
      "header.content-type": "text/plain",
      "header.x-event": "push",
    };

    expect(readDelivery(message("{}", attributes)).headers).to.deep.equal({
      "content-type": "text/plain",
      "x-event": "push",
    });
  });

  it("takes the request's id where the sender has none", () => {
    expect(readDelivery(message("{}", { source: "shop", requestId: "r1" })).id).to.equal("r1");
  });

  for (const [missing, attributes] of [
    ["source", { requestId: "r1" }],
    ["deliveryId or requestId", { source: "shop" }],
  ] as const) {
    it(`refuses a message without ${missing}`, () => {
      expect(() => readDelivery(message("{}", attributes))).to.throw(
        `Message m1 is no webhook: it has no attribute ${missing}`,
      );
    });
  }
});
