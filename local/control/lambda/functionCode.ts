import { createHash } from "node:crypto";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { unzipSync } from "fflate";
import { joinedInside, storeCode } from "../../base/codeFolder";
import type { CodeArchive } from "../../engine/resourceHandler";
import type { Principal } from "../../iam/iam";
import { invalidValue, type LambdaParts } from "./lambdaOperation";

/** The ways in which a call hands over code; images are refused. */
export interface GivenCode {
  readonly ZipFile?: unknown;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly ImageUri?: string | undefined;
}

/** The code of a function, unpacked, with the size and hash that Lambda tells of its zip. */
export interface FunctionCode {
  readonly archive: CodeArchive;
  readonly size: number;
  /** In base64, as `CodeSha256` has it. */
  readonly sha256: string;
}

/**
 * Unpacks a function's zip, which is in the call or an object of S3 that the caller may read.
 * @throws AwsError `InvalidParameterValueException`
 */
export async function functionCode(
  { ZipFile, S3Bucket, S3Key, ImageUri }: GivenCode,
  { s3, workFolder }: LambdaParts,
  principal: Principal,
): Promise<FunctionCode> {
  if (ImageUri !== undefined) throw invalidValue("container images are not supported locally yet: give a zip");
  const zip = await zipOf();
  const archive = storeCode(filesOf(zip), path.join(workFolder, "code"));
  return {
    archive: { kind: "sluice:codeArchive", ...archive },
    size: zip.length,
    sha256: createHash("sha256").update(zip).digest("base64"),
  };

  async function zipOf(): Promise<Buffer> {
    if (typeof ZipFile === "string") return Buffer.from(ZipFile, "base64");
    if (S3Bucket !== undefined && S3Key !== undefined) return buffer(s3.openObject(principal, S3Bucket, S3Key));
    throw invalidValue("Please provide a source for function code.");
  }
}

function filesOf(zip: Buffer): ReadonlyMap<string, Buffer> {
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(zip);
  } catch {
    throw invalidValue("Could not unzip uploaded file. Please check your file, then try to upload again.");
  }
  const files = Object.entries(entries).filter(([name]) => !name.endsWith("/"));
  if (files.length === 0) throw invalidValue("Uploaded file must be a non-empty zip");
  return new Map(files.map(([name, content]) => [joinedInside("", name), Buffer.from(content)]));
}
