import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

/** The checksums that S3 verifies and keeps beside an object. CRC64NVME is not among them here. */
export const CHECKSUM_ALGORITHMS = ["CRC32", "CRC32C", "SHA1", "SHA256"] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** Checksum of the bytes that were sent, in base64, as S3 writes it. */
export interface Checksum {
  algorithm: ChecksumAlgorithm;
  value: string;
}

export interface Digest {
  update(chunk: Buffer): void;
  /** In base64. */
  value(): string;
}

export function createDigest(algorithm: ChecksumAlgorithm): Digest {
  if (algorithm === "SHA1" || algorithm === "SHA256") {
    const hash = createHash(algorithm.toLowerCase());
    return { update: (chunk) => void hash.update(chunk), value: () => hash.digest("base64") };
  }
  const next = algorithm === "CRC32" ? crc32 : crc32c;
  let state = 0;
  return {
    update(chunk) {
      state = next(chunk, state);
    },
    value() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(state);
      return bytes.toString("base64");
    },
  };
}

/** The checksum of an object of several parts is that of its parts' checksums, followed by their number. */
export function compositeChecksum(parts: readonly Checksum[]): Checksum | undefined {
  const [first] = parts;
  if (!first || parts.some(({ algorithm }) => algorithm !== first.algorithm)) return undefined;
  const digest = createDigest(first.algorithm);
  for (const { value } of parts) digest.update(Buffer.from(value, "base64"));
  return { algorithm: first.algorithm, value: `${digest.value()}-${parts.length}` };
}

export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** The polynomial of Castagnoli, reflected (RFC 3720, "CRC32C"). */
const CASTAGNOLI = 0x82f63b78;
const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ CASTAGNOLI : value >>> 1;
  return value >>> 0;
});

function crc32c(chunk: Buffer, before: number): number {
  let state = ~before >>> 0;
  for (const byte of chunk) state = (CRC32C_TABLE[(state ^ byte) & 0xff] ?? 0) ^ (state >>> 8);
  return ~state >>> 0;
}
