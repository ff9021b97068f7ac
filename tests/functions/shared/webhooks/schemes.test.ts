import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { SIGNED_SCHEMES, signedHeaders } from "../../../../cli/load/webhookSignatures";
import type { Delivery } from "../../../../functions/shared/webhooks/delivery";
import { SCHEMES, type SchemeName, schemeOf } from "../../../../functions/shared/webhooks/schemes";
import { judgeDelivery } from "../../../../functions/shared/webhooks/signature";
import { readSigningSources } from "../../../../functions/shared/webhooks/signingSources";
import { anyName } from "../../support/names";

const NOW = Date.UTC(2026, 10, 30, 12);
const SECONDS = String(NOW / 1000);
const WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

interface Sent extends Partial<Omit<Delivery, "receivedAt">> {
  at?: number;
}

function judge(scheme: SchemeName, secret: string | string[], { at = NOW, ...sent }: Sent, more: object = {}) {
  const sources = readSigningSources(JSON.stringify({ sender: { secret, scheme, ...more } }));
  const delivery = { id: "request-1", source: "sender", body: "", ...sent, receivedAt: new Date(at) };
  const judged = judgeDelivery(delivery, sources);
  return "fault" in judged ? judged.fault : { id: judged.delivery.id, isIdSigned: judged.delivery.isIdSigned === true };
}

function hmac(secret: string | Buffer, text: string, encoding: "hex" | "base64" = "hex", algorithm = "sha256") {
  return createHmac(algorithm, secret).update(text).digest(encoding);
}

const signed = (id: string) => ({ id, isIdSigned: true });
const unsigned = (id: string) => ({ id, isIdSigned: false });

describe("the schemes of signatures", () => {
  describe("as their senders publish examples", () => {
    it("Standard Webhooks and Svix: the example of the libraries", () => {
      for (const scheme of ["standard-webhooks", "svix"] as const) {
        const judged = judge(scheme, WHSEC, {
          at: 1_614_265_330_000,
          id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
          timestamp: "1614265330",
          signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
          body: '{"test": 2432232314}',
        });

        expect(judged).to.deep.equal(signed("msg_p5jXN8AQM9LWM0D4loKWxJek"));
      }
    });

    it("Slack: the example of its documentation, a slash command, which is known by its digest", () => {
      const body =
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar" +
        "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com" +
        "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10" +
        "d2c447fce8b6703c";

      const judged = judge("slack", "8f742231b10e8888abcd99yyyzzz85a5", {
        at: 1_531_420_618_000,
        timestamp: "1531420618",
        signature: "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
        body,
      });

      expect(judged).to.deep.equal(signed("gl2F8TgME2kvhD93CDqLv0vJ30VfNVsVOmRZDHzBleE"));
    });

    it("GitHub: the example of its documentation", () => {
      const signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

      expect(
        judge("github", "It's a Secret to Everybody", { id: "d1", body: "Hello, World!", signature }),
      ).to.deep.equal(unsigned("d1"));
    });

    it("Twilio: the example of its SDK", () => {
      const body = "Digits=1234&CallSid=CA1234567890ABCDE&To=%2B18005551212&Caller=%2B14158675310&From=%2B14158675310";
      const url = "https://mycompany.com/myapp.php?foo=1&bar=2";

      const judged = judge("twilio", "12345", { body, signature: "GvWf1cFY/Q7PnoempGyD5oXAezc=" }, { url });

      expect(judged).to.deep.equal(unsigned("request-1"));
    });

    it("SendGrid: the example of its SDK, with the line end behind its body", () => {
      const key =
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";
      const events = [
        {
          email: "hello@world.com",
          event: "dropped",
          reason: "Bounced Address",
          sg_event_id: "ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",
          sg_message_id: "LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0",
          "smtp-id": "<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>",
          timestamp: 1600112492,
        },
      ];
      const sent = {
        timestamp: "1600112502",
        signature: "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=",
      };

      expect(judge("sendgrid", key, { ...sent, body: `${JSON.stringify(events)}\r\n` })).to.deep.equal(
        signed("1C_UL5ov8qxoSVC801HTzW4PYNTpRGN8-XwiJrwiRUg"),
      );
      expect(judge("sendgrid", key, { ...sent, body: JSON.stringify(events) })).to.equal("wrong");
    });

    it("Adyen: the example of its SDK", () => {
      expect(judge("adyen", ADYEN_KEY, { body: adyenBody() })).to.deep.equal(
        signed("7914073381342284/AUTHORISATION/true"),
      );
    });
  });

  describe("as their SDKs sign", () => {
    const cases: Partial<Record<SchemeName, { secret: string; sent: Sent; more?: object; id: unknown }>> = {
      stripe: {
        secret: "whsec_1",
        sent: { body: '{"id":"evt_1"}', signature: `t=${SECONDS},v1=${hmac("whsec_1", `${SECONDS}.{"id":"evt_1"}`)}` },
        id: signed("evt_1"),
      },
      shopify: {
        secret: "s",
        sent: { id: "w1", body: "{}", signature: hmac("s", "{}", "base64") },
        id: unsigned("w1"),
      },
      linear: {
        secret: "s",
        sent: {
          id: "l1",
          body: `{"webhookTimestamp":${NOW}}`,
          signature: hmac("s", `{"webhookTimestamp":${NOW}}`),
        },
        id: unsigned("l1"),
      },
      paddle: {
        secret: "s",
        sent: {
          body: '{"event_id":"evt_01"}',
          signature: `ts=${SECONDS};h1=${hmac("s", `${SECONDS}:{"event_id":"evt_01"}`)}`,
        },
        id: signed("evt_01"),
      },
      zoom: {
        secret: "s",
        sent: { body: "{}", timestamp: SECONDS, signature: `v0=${hmac("s", `v0:${SECONDS}:{}`)}` },
        id: signed("tjIFUCU3HeJ3ls9wVs4x2RNsbxYx_X2vEzWdbDjjc0M"),
      },
      hubspot: {
        secret: "s",
        sent: {
          body: "[]",
          timestamp: String(NOW),
          signature: hmac("s", `POSThttps://api.test/webhook/hub[]${NOW}`, "base64"),
        },
        more: { url: "https://api.test/webhook/hub" },
        id: "digest",
      },
      square: {
        secret: "s",
        sent: { body: '{"event_id":"e1"}', signature: hmac("s", 'https://api.test/sq{"event_id":"e1"}', "base64") },
        more: { url: "https://api.test/sq" },
        id: signed("e1"),
      },
      meta: { secret: "s", sent: { body: "{}", signature: `sha256=${hmac("s", "{}")}` }, id: unsigned("request-1") },
    };
    for (const [scheme, { secret, sent, more, id }] of Object.entries(cases)) {
      it(`${scheme}: right with its secret, wrong with another, with another body, and without a signature`, () => {
        const name = scheme as SchemeName;
        const judged = judge(name, secret, sent, more);

        if (scheme === "hubspot" || scheme === "zoom") expect(judged).to.include({ isIdSigned: true });
        else expect(judged).to.deep.equal(id);
        expect(judge(name, [`${secret}x`, secret], sent, more)).to.deep.equal(judged);
        expect(judge(name, `${secret}x`, sent, more)).to.equal("wrong");
        expect(judge(name, secret, { ...sent, body: `${sent.body} ` }, more)).to.equal("wrong");
        expect(judge(name, secret, { ...sent, signature: "" }, more)).to.equal("missing");
      });
    }

    it("Discord: Ed25519 over time and body", () => {
      const { privateKey, publicKey } = generateKeyPairSync("ed25519");
      const key = publicKey.export({ format: "der", type: "spki" }).subarray(12).toString("hex");
      const body = '{"type":1}';
      const signature = sign(null, Buffer.from(SECONDS + body), privateKey).toString("hex");

      expect(judge("discord", key, { body, timestamp: SECONDS, signature })).to.include({ isIdSigned: true });
      expect(judge("discord", key, { body: "{}", timestamp: SECONDS, signature })).to.equal("wrong");
      expect(judge("discord", key, { body, timestamp: SECONDS, signature: signature.slice(2) })).to.equal("wrong");
      expect(judge("discord", "00".repeat(32), { body, timestamp: SECONDS, signature })).to.equal("wrong");
    });

    it("Standard Webhooks with a public key: Ed25519, under v1a", () => {
      const { privateKey, publicKey } = generateKeyPairSync("ed25519");
      const key = publicKey.export({ format: "der", type: "spki" }).subarray(12).toString("base64");
      const digest = sign(null, Buffer.from(`m1.${SECONDS}.{}`), privateKey).toString("base64");
      const sent = { id: "m1", body: "{}", timestamp: SECONDS };

      expect(judge("standard-webhooks", `whpk_${key}`, { ...sent, signature: `v1a,${digest}` })).to.deep.equal(
        signed("m1"),
      );
      expect(judge("standard-webhooks", `whpk_${key}`, { ...sent, signature: `v1,${digest}` })).to.equal("wrong");
    });
  });

  describe("several signatures and several secrets", () => {
    it("takes one right signature of those that Stripe lists while a secret is changed", () => {
      const right = hmac("new", `${SECONDS}.{"id":"e"}`);
      const wrong = hmac("old", `${SECONDS}.{"id":"e"}`);
      const sent = { body: '{"id":"e"}', signature: `t=${SECONDS},v1=${wrong},v1=${right},v0=ignored` };

      expect(judge("stripe", "new", sent)).to.deep.equal(signed("e"));
      expect(judge("stripe", ["third", "old"], sent)).to.deep.equal(signed("e"));
      expect(judge("stripe", "third", sent)).to.equal("wrong");
    });

    it("takes no signature of another version", () => {
      const digest = hmac("s", `${SECONDS}.{}`);

      expect(judge("stripe", "s", { body: "{}", signature: `t=${SECONDS},v0=${digest}` })).to.equal("wrong");
      expect(
        judge("slack", "s", { body: "{}", timestamp: SECONDS, signature: `v1=${hmac("s", `v0:${SECONDS}:{}`)}` }),
      ).to.equal("wrong");
    });

    it("takes one right signature of Svix's list, whatever else is in it", () => {
      const key = Buffer.from(WHSEC.slice("whsec_".length), "base64");
      const right = `v1,${hmac(key, `m1.${SECONDS}.{}`, "base64")}`;
      const sent = { id: "m1", body: "{}", timestamp: SECONDS };

      for (const signature of [`v1,AAAA ${right}`, `v1a,xyz ${right} v2,abc`, `${right} `]) {
        expect(judge("svix", WHSEC, { ...sent, signature }), signature).to.deep.equal(signed("m1"));
      }
      expect(judge("svix", WHSEC, { ...sent, signature: right.replace("v1,", "v2,") })).to.equal("wrong");
      expect(judge("svix", WHSEC, { ...sent, id: "m2", signature: right })).to.equal("wrong");
    });
  });

  describe("time", () => {
    const stripeAt = (seconds: number) => ({
      body: '{"id":"e"}',
      signature: `t=${seconds},v1=${hmac("s", `${seconds}.{"id":"e"}`)}`,
    });
    const received = NOW / 1000;

    for (const [what, seconds, expected] of [
      ["as it was received", received, signed("e")],
      ["as long before as is allowed", received - 300, signed("e")],
      ["a second longer before", received - 301, "too old"],
      ["as long after as is allowed", received + 300, signed("e")],
      ["a second longer after", received + 301, "of the future"],
    ] as const) {
      it(`judges what was signed ${what}`, () => {
        expect(judge("stripe", "s", stripeAt(seconds))).to.deep.equal(expected);
      });
    }

    it("counts from the receipt, not from when a worker gets to it", () => {
      // Some 1,800 days before this test runs.
      expect(judge("stripe", "s", { ...stripeAt(1_640_995_200), at: 1_640_995_200_000 })).to.deep.equal(signed("e"));
    });

    it("goes by the argument where there is one", () => {
      expect(judge("stripe", "s", stripeAt(received - 3_000), { toleranceSeconds: 3_600 })).to.deep.equal(signed("e"));
      expect(judge("stripe", "s", stripeAt(received - 2), { toleranceSeconds: 1 })).to.equal("too old");
    });

    it("knows what a scheme's sender allows: Paddle five seconds, Linear a minute", () => {
      expect(SCHEMES.paddle.toleranceSeconds).to.equal(5);
      expect(SCHEMES.linear.toleranceSeconds).to.equal(60);
    });

    for (const time of ["", "now", "-1", "1e9", "1.5", "99999999999999999999"]) {
      it(`refuses ${JSON.stringify(time)} as a time`, () => {
        const signature = `t=${time},v1=${hmac("s", `${time}.{}`)}`;

        expect(judge("stripe", "s", { body: "{}", signature })).to.equal("unreadable");
      });
    }
  });

  it("refuses Adyen's items that are not all signed right, and a body without any", () => {
    expect(judge("adyen", ADYEN_KEY, { body: adyenBody({ value: 1_131 }) })).to.equal("wrong");
    expect(judge("adyen", ADYEN_KEY, { body: '{"notificationItems":[]}' })).to.equal("wrong");
    expect(judge("adyen", ADYEN_KEY, { body: "{}" })).to.equal("unreadable");
    expect(judge("adyen", ADYEN_KEY, { body: '{"notificationItems":[null]}' })).to.equal("wrong");
  });

  for (const scheme of SIGNED_SCHEMES as SchemeName[]) {
    it(`agrees with how npm run load signs as ${scheme}, and with nothing that is changed on the way`, () => {
      const text = fc.string({ unit: "grapheme", minLength: 1 });
      fc.assert(
        fc.property(text, fc.uuid(), fc.constantFrom("body", "id", "time"), (note, deliveryId, changed) => {
          const body = JSON.stringify({ id: deliveryId, event_id: deliveryId, note });
          const url = "https://api.test/webhook/sender";
          const headers = signedHeaders({ scheme, secret: WHSEC }, { url, deliveryId, body, atMs: NOW });
          const { signature = "", timestamp = "" } = schemeOf(scheme).headers;
          const sent = {
            id: deliveryId,
            body,
            signature: headers[signature] ?? "",
            ...(timestamp !== "" && { timestamp: headers[timestamp] ?? "" }),
          };

          expect(judge(scheme, WHSEC, sent, { url })).to.include({ id: deliveryId });
          if (changed === "body") {
            expect(judge(scheme, WHSEC, { ...sent, body: `${body} ` }, { url })).to.equal("wrong");
          } else if (changed === "id" && schemeOf(scheme).id === "signed header") {
            expect(judge(scheme, WHSEC, { ...sent, id: `${deliveryId}x` }, { url })).to.equal("wrong");
          } else if (changed === "time" && timestamp !== "") {
            expect(judge(scheme, WHSEC, { ...sent, timestamp: String(NOW / 1000 + 1) }, { url })).to.equal("wrong");
          }
        }),
        { numRuns: 50 },
      );
    });
  }

  it("never fails, and takes nothing for right, whatever is sent", () => {
    const secrets: Partial<Record<SchemeName, string>> = { discord: "ab".repeat(32), adyen: ADYEN_KEY };
    const names = Object.keys(SCHEMES) as SchemeName[];
    fc.assert(
      fc.property(fc.constantFrom(...names), anyName, anyName, anyName, fc.json(), (scheme, a, b, c, body) => {
        const judged = judge(scheme, secrets[scheme] ?? WHSEC, { body, signature: a, timestamp: b, id: c });

        expect(judged).to.be.oneOf(["missing", "wrong", "unreadable", "too old", "of the future"]);
      }),
      { numRuns: 500 },
    );
  });
});

const ADYEN_KEY = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";

function adyenBody({ value = 1_130 } = {}): string {
  const NotificationRequestItem = {
    pspReference: "7914073381342284",
    originalReference: "",
    merchantAccountCode: "TestMerchant",
    merchantReference: "TestPayment-1407325143704",
    amount: { value, currency: "EUR" },
    eventCode: "AUTHORISATION",
    success: "true",
    additionalData: { hmacSignature: "coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0=" },
  };
  return JSON.stringify({ live: "false", notificationItems: [{ NotificationRequestItem }] });
}
