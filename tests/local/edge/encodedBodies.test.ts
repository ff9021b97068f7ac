import { gzipSync } from "node:zlib";
import { cbor } from "@smithy/core/cbor";
import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import { createEdge, type Edge } from "../../../local/edge/edge";

const AUTHORIZATION =
  "AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=0";
const CBOR = { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" };
const JSON_CALL = { "content-type": "application/x-amz-json-1.0", "x-amz-target": "Metrics.Put" };
const PUT = "/service/Metrics/operation/Put";

describe("an API that takes CBOR and gzip", () => {
  let edge: Edge;
  let received: Record<string, unknown>[];
  before(async () => {
    const principal = { kind: "operator", arn: "arn:aws:iam::000000000000:root" } as const;
    const iam = { principalOf: () => principal, authorize() {}, allows: () => true };
    edge = await createEdge({ iam, report: silentReport }, { port: 0, host: "127.0.0.1" });
    edge.register({
      ...{ signingName: "monitoring", protocol: "json-1.0", takesGzip: true, cbor: { times: new Set(["At"]) } },
      prepare: ({ params }) => ({
        permissions: [],
        async run() {
          received.push(params);
          return { result: { At: 1.5, Number: 1.5, Nothing: undefined, Each: [{ At: 2 }] } };
        },
      }),
    });
  });
  beforeEach(() => {
    received = [];
  });
  after(() => edge.stop());

  const post = (headers: Record<string, string>, body: Uint8Array, path = "/") =>
    fetch(edge.url + path, { method: "POST", headers: { ...headers, authorization: AUTHORIZATION }, body });
  const read = async (response: Response) => cbor.deserialize(new Uint8Array(await response.arrayBuffer()));

  it("reads times and bytes of CBOR as JSON has them, and writes times with their tag", async () => {
    const now = new Date("2026-03-01T12:00:00.500Z");
    // 1(1772366400.5), the number as a double.
    const time = Buffer.concat([Buffer.from([0xc1, 0xfb]), doubleOf(now.getTime() / 1000)]);
    const body = Buffer.concat([
      Buffer.from([0xa2, 0x62]),
      Buffer.from("At"),
      time,
      Buffer.from([0x61, 0x42, 0x42, 1, 2]),
    ]);

    const response = await post(CBOR, body, PUT);
    const answer = await read(response);

    expect(received).to.deep.equal([{ At: 1_772_366_400.5, B: "AQI=" }]);
    expect(response.headers.get("smithy-protocol")).to.equal("rpc-v2-cbor");
    expect(answer).to.have.all.keys("At", "Number", "Each");
    expect(answer.At).to.deep.include({ tag: 1, value: 1.5 });
    expect(answer.Each[0].At).to.deep.include({ tag: 1, value: 2 });
    expect(answer.Number).to.equal(1.5);
  });

  it("takes a call without a body", async () => {
    await post(CBOR, new Uint8Array(), PUT);

    expect(received).to.deep.equal([{}]);
  });

  for (const [what, path, body, status, type] of [
    ["what is no CBOR", PUT, [0xff], 400, "SerializationException"],
    ["CBOR that is no map", PUT, [0x80], 400, "SerializationException"],
    ["a path without an operation", "/", [0xa0], 404, "UnknownOperationException"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const response = await post(CBOR, Uint8Array.from(body), path);

      expect(response.status).to.equal(status);
      expect(await read(response)).to.have.property("__type", type);
      expect(received).to.deep.equal([]);
    });
  }

  it("reads a compressed body", async () => {
    await post({ ...JSON_CALL, "content-encoding": "gzip" }, gzipSync('{"a":1}'));

    expect(received).to.deep.equal([{ a: 1 }]);
  });

  for (const [what, body, status, type] of [
    ["what is no gzip", Buffer.from("{}"), 400, "SerializationException"],
    [
      "more than 16 MiB in a small body",
      gzipSync(Buffer.alloc(16 * 1024 * 1024 + 1, " ")),
      413,
      "RequestEntityTooLarge",
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const response = await post({ ...JSON_CALL, "content-encoding": "gzip" }, body);

      expect(response.status).to.equal(status);
      expect(await response.json()).to.have.property("__type", type);
      expect(received).to.deep.equal([]);
    });
  }
});

function doubleOf(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}
