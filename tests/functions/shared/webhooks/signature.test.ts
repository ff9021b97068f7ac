import { createHmac } from "node:crypto";
import { expect } from "chai";
import * as fc from "fast-check";
import { judgeDelivery } from "../../../../functions/shared/webhooks/signature";
import { readSigningSources, type SigningSources } from "../../../../functions/shared/webhooks/signingSources";

const RECEIVED_AT = new Date(1_800_000_000_000);

/** The fault of a delivery of a source that signs its body alone; `undefined` where there is none. */
function signatureFault(delivery: { source: string; body: string; signature?: string }, sources: SigningSources) {
  const judged = judgeDelivery({ id: "request-1", receivedAt: RECEIVED_AT, ...delivery }, sources);
  return "fault" in judged ? judged.fault : undefined;
}

describe("a source that signs its body", () => {
  const digest = (body: string | Buffer, key: string, encoding: "hex" | "base64" = "hex") =>
    createHmac("sha256", key).update(body).digest(encoding);
  const sources = readSigningSources(
    JSON.stringify({
      github: "s3cret",
      rotating: { secret: ["new", "old"] },
      shop: { secret: "s3cret", prefix: "", encoding: "base64" },
    }),
  );

  it("accepts the example of GitHub's documentation", () => {
    const body = "Hello, World!";
    const signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    const github = readSigningSources(JSON.stringify({ github: "It's a Secret to Everybody" }));

    expect(signatureFault({ source: "github", body, signature }, github)).to.equal(undefined);
  });

  for (const [what, delivery, fault] of [
    ["a prefix that is left out", { source: "github", signature: digest("paid", "s3cret") }, undefined],
    ["upper-case digits", { source: "github", signature: digest("paid", "s3cret").toUpperCase() }, undefined],
    ["the newer of two secrets", { source: "rotating", signature: `sha256=${digest("paid", "new")}` }, undefined],
    ["the older of two secrets", { source: "rotating", signature: `sha256=${digest("paid", "old")}` }, undefined],
    ["base64 where the source uses it", { source: "shop", signature: digest("paid", "s3cret", "base64") }, undefined],
    ["a source that signs nothing", { source: "other" }, undefined],
    ["no signature", { source: "github" }, "missing"],
    ["an empty signature", { source: "github", signature: "" }, "missing"],
    ["a prefix alone", { source: "github", signature: "sha256=" }, "wrong"],
    ["half a digest", { source: "github", signature: digest("paid", "s3cret").slice(0, 32) }, "wrong"],
    ["another secret", { source: "github", signature: digest("paid", "guess") }, "wrong"],
    ["an empty secret", { source: "github", signature: digest("paid", "") }, "wrong"],
    ["another algorithm", { source: "github", signature: "sha1=0123456789012345678901234567890123456789" }, "wrong"],
    ["letters that are no digits", { source: "github", signature: "sha256=zz" }, "wrong"],
  ] as const) {
    it(`judges ${what}: ${fault ?? "right"}`, () => {
      expect(signatureFault({ body: "paid", ...delivery }, sources)).to.equal(fault);
    });
  }

  it("knows a body that API Gateway has encoded, by its bytes", () => {
    const bytes = Buffer.from([0, 255, 128, 10]);

    const delivery = { source: "github", body: bytes.toString("base64"), signature: digest(bytes, "s3cret") };

    expect(signatureFault(delivery, sources)).to.equal(undefined);
  });

  it("accepts exactly the body that was signed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (signed, body) => {
        const signature = `sha256=${digest(signed, "s3cret")}`;
        const same = Buffer.from(signed).equals(Buffer.from(body));
        expect(signatureFault({ source: "github", body: signed, signature }, sources)).to.equal(undefined);
        if (!same) expect(signatureFault({ source: "github", body, signature }, sources)).to.equal("wrong");
      }),
    );
  });
});

describe("readSigningSources", () => {
  it("knows no source where none signs", () => {
    expect(readSigningSources("{}").size).to.equal(0);
  });

  for (const [what, json] of [
    ["text that is not JSON", '{"github":"s3cret'],
    ["an empty secret", '{"github":"","other":"s3cret"}'],
    ["no secret at all", '{"github":{"secret":[],"prefix":"s3cret"}}'],
    ["an unknown setting", '{"github":{"secret":"s3cret","header":"x"}}'],
    ["an unknown scheme", '{"github":{"secret":"s3cret","scheme":"constructor"}}'],
    ["an unknown setting of a scheme", '{"github":{"secret":"s3cret","scheme":"stripe","prefix":""}}'],
    ["a list", '["s3cret"]'],
    ["a tolerance that is no number", '{"github":{"secret":"s3cret","scheme":"stripe","toleranceSeconds":"1"}}'],
    ["another encoding", '{"github":{"secret":"s3cret","encoding":"hexadecimal"}}'],
  ] as const) {
    it(`refuses ${what}, and shows no secret`, () => {
      expect(() => readSigningSources(json))
        .to.throw(/secrets of the sources/)
        .with.property("message")
        .that.does.not.include("s3cret");
    });
  }
});
