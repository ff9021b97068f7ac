import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { AwsError } from "../../base/awsError";
import { decodeChunked } from "./awsChunked";
import {
  CHECKSUM_ALGORITHMS,
  type Checksum,
  type ChecksumAlgorithm,
  checksumHeader,
  createDigest,
  isChecksum,
} from "./checksums";
import type { ObjectFiles, Segment } from "./objectFiles";

/** 5 GiB: the largest object, or part of one, that one call writes (Amazon S3 User Guide, "Uploading objects"). */
const MAX_BYTES = 5 * 1024 ** 3;
const MD5_BYTES = 16;
/** Bytes of the XML documents of S3's own calls. */
const MAX_DOCUMENT_BYTES = 2 * 1024 ** 2;

export interface ReceivedBody {
  segment: Segment;
  /** In hexadecimal. */
  md5: string;
  /** The checksum that came with the body. */
  sent?: Checksum | undefined;
  /** The checksum that was asked for, whatever came. */
  computed: Checksum;
}

/** Chooses the checksum that is computed. @param sent the algorithm of the one that comes with the body */
type Choice = (sent: ChecksumAlgorithm | undefined) => ChecksumAlgorithm;

/**
 * Writes a request's body to a file and verifies every checksum that came with it.
 *
 * @throws AwsError `BadDigest`, `XAmzContentSHA256Mismatch`, `IncompleteBody` or `EntityTooLarge`; no file is left
 */
export async function receiveFile(request: IncomingMessage, files: ObjectFiles, choice: Choice): Promise<ReceivedBody> {
  const sent = algorithmOf(request);
  const chosen = choice(sent);
  const body = new VerifiedBody(request, MAX_BYTES, chosen);
  const segment = await files.write(body.bytes());
  const { md5, checksums } = body.digests;
  const checksum = (algorithm: ChecksumAlgorithm): Checksum => ({
    ...{ algorithm, type: "FULL_OBJECT", value: checksums.get(algorithm) ?? "" },
  });
  return { segment, md5, sent: sent && checksum(sent), computed: checksum(chosen) };
}

/** Reads a request's body as a text. @throws AwsError as of {@link receiveFile} */
export async function receiveText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of new VerifiedBody(request, MAX_DOCUMENT_BYTES).bytes()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

class VerifiedBody {
  readonly #request: IncomingMessage;
  readonly #maxBytes: number;
  readonly #compute: ChecksumAlgorithm | undefined;
  #digests: { md5: string; checksums: ReadonlyMap<ChecksumAlgorithm, string> } | undefined;

  /** @param compute a checksum that is computed beside the one that comes */
  constructor(request: IncomingMessage, maxBytes: number, compute?: ChecksumAlgorithm) {
    this.#request = request;
    this.#maxBytes = maxBytes;
    this.#compute = compute;
  }

  get digests() {
    if (!this.#digests) throw new Error("the body has not been read to its end");
    return this.#digests;
  }

  async *bytes(): AsyncGenerator<Buffer> {
    const { headers } = this.#request;
    const trailer = new Map<string, string>();
    // A refusal must still reach a caller who is writing, so that leaving the loop must not end the connection.
    const raw: AsyncIterable<Buffer> = this.#request.iterator({ destroyOnReturn: false });
    const isChunked = String(headers["x-amz-content-sha256"]).startsWith("STREAMING-");
    const algorithm = algorithmOf(this.#request);
    const algorithms = [algorithm, this.#compute].filter((each) => each !== undefined);
    const digests = new Map(algorithms.map((each) => [each, createDigest(each)] as const));
    const md5 = createHash("md5");
    const sha256 = createHash("sha256");
    let size = 0;
    for await (const chunk of isChunked ? decodeChunked(raw, trailer) : raw) {
      size += chunk.length;
      if (size > this.#maxBytes) {
        throw new AwsError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
      }
      md5.update(chunk);
      if (!isChunked) sha256.update(chunk);
      for (const digest of digests.values()) digest.update(chunk);
      yield chunk;
    }
    checkLength(headers, isChunked, size);
    const md5Digest = md5.digest();
    const { "content-md5": expectedMd5, "x-amz-content-sha256": expectedSha256 = "" } = headers;
    if (expectedMd5 !== undefined && Buffer.from(String(expectedMd5), "base64").length !== MD5_BYTES) {
      throw new AwsError("InvalidDigest", "The Content-MD5 you specified was invalid.");
    }
    if (expectedMd5 !== undefined && expectedMd5 !== md5Digest.toString("base64")) {
      throw new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.");
    }
    if (/^[0-9a-f]{64}$/.test(String(expectedSha256)) && expectedSha256 !== sha256.digest("hex")) {
      throw new AwsError(
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    }
    const checksums = new Map([...digests].map(([each, digest]) => [each, digest.value()]));
    if (algorithm !== undefined) {
      const name = checksumHeader(algorithm);
      const expected = headers[name] ?? trailer.get(name);
      if (expected !== undefined && expected !== checksums.get(algorithm)) {
        throw new AwsError("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
      }
    }
    this.#digests = { md5: md5Digest.toString("hex"), checksums };
  }
}

/** The algorithm of the checksum that came with a request, or comes behind its body. */
function algorithmOf({ headers }: IncomingMessage): Checksum["algorithm"] | undefined {
  const announced = String(headers["x-amz-trailer"] ?? "").toLowerCase();
  const named = headers["x-amz-sdk-checksum-algorithm"] ?? headers["x-amz-checksum-algorithm"];
  const found = CHECKSUM_ALGORITHMS.find(
    (algorithm) =>
      headers[checksumHeader(algorithm)] !== undefined ||
      announced === checksumHeader(algorithm) ||
      named === algorithm,
  );
  const given = found && headers[checksumHeader(found)];
  if (found !== undefined && given !== undefined && !isChecksum(found, String(given))) {
    throw new AwsError("InvalidRequest", `Value for ${checksumHeader(found)} header is invalid.`);
  }
  if (found === undefined && (announced.startsWith("x-amz-checksum-") || named !== undefined)) {
    throw new AwsError(
      "InvalidRequest",
      `the local cloud verifies no checksums by ${String(named ?? announced)} (supported: ${CHECKSUM_ALGORITHMS.join(", ")})`,
    );
  }
  return found;
}

function checkLength(headers: IncomingMessage["headers"], isChunked: boolean, size: number): void {
  const announced = isChunked ? headers["x-amz-decoded-content-length"] : headers["content-length"];
  if (announced === undefined || Number(announced) === size) return;
  throw new AwsError(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header",
  );
}
