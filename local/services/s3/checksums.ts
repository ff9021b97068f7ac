import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

/** The checksums that S3 verifies and keeps beside an object. */
export const CHECKSUM_ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];
/** The kind of a checksum: of all bytes, or of the checksums of the parts that an object came in. */
export type ChecksumType = "FULL_OBJECT" | "COMPOSITE";

/** Checksum of the bytes that were sent, in base64, as S3 writes it. */
export interface Checksum {
  algorithm: ChecksumAlgorithm;
  type: ChecksumType;
  value: string;
}

export interface Digest {
  update(chunk: Buffer): void;
  /** In base64. */
  value(): string;
}

/**
 * The algorithm that S3 computes where a writer names none.
 * Source: Amazon S3 User Guide, "Checking object integrity for data uploads in Amazon S3".
 */
export const DEFAULT_ALGORITHM: ChecksumAlgorithm = "CRC64NVME";

/**
 * Tells of which type a multipart upload's checksum is.
 * Source: Amazon S3 User Guide, "Full object and composite checksum types".
 *
 * @returns `undefined` for a type that the algorithm does not have
 */
export function multipartType(algorithm: ChecksumAlgorithm, wanted: string | undefined): ChecksumType | undefined {
  const types: readonly ChecksumType[] = isCrc(algorithm)
    ? algorithm === "CRC64NVME"
      ? ["FULL_OBJECT"]
      : ["COMPOSITE", "FULL_OBJECT"]
    : ["COMPOSITE"];
  return wanted === undefined ? types[0] : types.find((type) => type === wanted);
}

export function createDigest(algorithm: ChecksumAlgorithm): Digest {
  if (!isCrc(algorithm)) {
    const hash = createHash(algorithm.toLowerCase());
    return { update: (chunk) => void hash.update(chunk), value: () => hash.digest("base64") };
  }
  if (algorithm === "CRC64NVME") return crc64nvme();
  const next = algorithm === "CRC32" ? crc32 : crc32c;
  let state = 0;
  return {
    update(chunk) {
      state = next(chunk, state);
    },
    value: () => base64(BigInt(state), 32),
  };
}

/** The checksum of an object of several parts, out of those of its parts. */
export function checksumOfParts(
  algorithm: ChecksumAlgorithm,
  type: ChecksumType,
  parts: readonly { readonly value: string; readonly size: number }[],
): Checksum {
  return { algorithm, type, value: type === "COMPOSITE" ? composite(algorithm, parts) : joined(algorithm, parts) };
}

/** The checksum of the parts' checksums, followed by their number. */
function composite(algorithm: ChecksumAlgorithm, parts: readonly { readonly value: string }[]): string {
  const digest = createDigest(algorithm);
  for (const { value } of parts) digest.update(Buffer.from(value, "base64"));
  return `${digest.value()}-${parts.length}`;
}

export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** Tells if a text may be a checksum: base64 of as many bytes as the algorithm makes. */
export function isChecksum(algorithm: ChecksumAlgorithm, text: string): boolean {
  const bytes = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 }[algorithm];
  const decoded = Buffer.from(text, "base64");
  return decoded.length === bytes && decoded.toString("base64") === text;
}

/** Polynomials, reflected. Source: RFC 3720 for CRC32C; NVM Express NVM Command Set Specification for CRC64NVME. */
const POLYNOMIALS = { CRC32: 0xedb88320n, CRC32C: 0x82f63b78n, CRC64NVME: 0x9a6c9329ac4bc9b5n } as const;
type Crc = keyof typeof POLYNOMIALS;

function isCrc(algorithm: ChecksumAlgorithm): algorithm is Crc {
  return algorithm in POLYNOMIALS;
}

function tableOf(algorithm: Crc): bigint[] {
  return Array.from({ length: 256 }, (_, byte) => {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ POLYNOMIALS[algorithm] : value >> 1n;
    return value;
  });
}

const CRC32C_TABLE = Int32Array.from(tableOf("CRC32C"), Number);
const CRC64_HIGH = Int32Array.from(tableOf("CRC64NVME"), (value) => Number(value >> 32n));
const CRC64_LOW = Int32Array.from(tableOf("CRC64NVME"), (value) => Number(value & 0xffffffffn));

function crc32c(chunk: Buffer, before: number): number {
  let state = ~before >>> 0;
  // By index: an iterator takes several times as long.
  for (let at = 0; at < chunk.length; at++) {
    state = (CRC32C_TABLE[(state ^ (chunk[at] as number)) & 0xff] as number) ^ (state >>> 8);
  }
  return ~state >>> 0;
}

/** In two halves: numbers hold 53 bits, and big integers are slow. */
function crc64nvme(): Digest {
  let [high, low] = [-1, -1];
  return {
    update(chunk) {
      let h = high;
      let l = low;
      for (let at = 0; at < chunk.length; at++) {
        const index = (l ^ (chunk[at] as number)) & 0xff;
        l = ((l >>> 8) | (h << 24)) ^ (CRC64_LOW[index] as number);
        h = (h >>> 8) ^ (CRC64_HIGH[index] as number);
      }
      high = h;
      low = l;
    },
    value: () => base64((BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0), 64),
  };
}

/**
 * The checksum of bytes, out of those of their pieces: that of the bytes before is moved on by the length of a piece, which is a
 * multiplication modulo the polynomial.
 */
function joined(
  algorithm: ChecksumAlgorithm,
  parts: readonly { readonly value: string; readonly size: number }[],
): string {
  if (!isCrc(algorithm)) throw new Error(`${algorithm} of an object does not follow from those of its parts`);
  const width = algorithm === "CRC64NVME" ? 64 : 32;
  const polynomial = POLYNOMIALS[algorithm];
  const top = 1n << BigInt(width - 1);
  const times = (a: bigint, b: bigint): bigint => {
    let product = 0n;
    for (let bit = top, shifted = b; bit > 0n; bit >>= 1n) {
      if (a & bit) product ^= shifted;
      shifted = shifted & 1n ? (shifted >> 1n) ^ polynomial : shifted >> 1n;
    }
    return product;
  };
  const powerOfX = (exponent: number): bigint => {
    let [power, square] = [top, top >> 1n];
    for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) power = times(power, square);
      square = times(square, square);
    }
    return power;
  };
  const whole = parts.reduce(
    (before, { value, size }) =>
      times(before, powerOfX(size * 8)) ^ BigInt(`0x${Buffer.from(value, "base64").toString("hex")}`),
    0n,
  );
  return base64(whole, width);
}

function base64(value: bigint, width: number): string {
  return Buffer.from(value.toString(16).padStart(width / 4, "0"), "hex").toString("base64");
}
