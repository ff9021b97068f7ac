import { expect } from "chai";
import fc from "fast-check";
import { checksumOfParts, createDigest } from "../../../local/services/s3/checksums";

describe("S3's checksums", () => {
  it("are those of the polynomials' catalogue", () => {
    const hexadecimal = (algorithm: "CRC32" | "CRC32C" | "CRC64NVME") =>
      Buffer.from(crcOf(algorithm, Buffer.from("123456789")), "base64").toString("hex");

    expect([hexadecimal("CRC32"), hexadecimal("CRC32C"), hexadecimal("CRC64NVME")]).to.deep.equal([
      ...["cbf43926", "e3069283", "ae8b14860a799888"],
    ]);
  });

  for (const algorithm of ["CRC32", "CRC32C", "CRC64NVME"] as const) {
    it(`of parts by ${algorithm} join to that of the whole`, () => {
      fc.assert(
        fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 5 }), (pieces) => {
          const parts = pieces.map((piece) => ({ value: crcOf(algorithm, Buffer.from(piece)), size: piece.length }));

          const joined = checksumOfParts(algorithm, "FULL_OBJECT", parts);

          expect(joined.value).to.equal(crcOf(algorithm, Buffer.concat(pieces)));
        }),
        { numRuns: 50 },
      );
    });
  }
});

function crcOf(algorithm: "CRC32" | "CRC32C" | "CRC64NVME", bytes: Buffer): string {
  const digest = createDigest(algorithm);
  digest.update(bytes);
  return digest.value();
}
