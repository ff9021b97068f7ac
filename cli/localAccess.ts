import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { REGION } from "../local/base/arn";
import type { Services } from "../local/services";
import { callOf } from "./calledAs";
import { writePrivateFile } from "./privateFile";

/** The configuration with which an AWS SDK client talks to the local cloud, and to nothing else. */
export interface LocalAccess {
  endpoint: string;
  region: string;
  /** The credentials of the operator, who may do everything. */
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  /** Absolute path of the certificate that its Postgres servers' are signed with; absent where there is no server. */
  databaseAuthorityFile?: string;
}

/** The services of the local cloud that its access is made of. */
type Accessible = Pick<Services, "edgeUrl" | "iam"> & { rds: Pick<Services["rds"], "caFile"> };

function accessFile(workFolder: string): string {
  return path.join(workFolder, "access.json");
}

export function accessOf({ edgeUrl, iam, rds }: Accessible): LocalAccess {
  const { accessKeyId, secretAccessKey, sessionToken } = iam.operator;
  return {
    endpoint: edgeUrl,
    region: REGION,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    ...(rds.caFile !== undefined && { databaseAuthorityFile: rds.caFile }),
  };
}

/** Lets the other commands of this person reach the local cloud that runs: `.sluice/access.json`, for this user's eyes only. */
export function writeLocalAccess(workFolder: string, services: Accessible): void {
  writePrivateFile(accessFile(workFolder), `${JSON.stringify(accessOf(services), undefined, 2)}\n`);
}

/** The credentials end with the cloud. */
export function removeLocalAccess(workFolder: string): void {
  rmSync(accessFile(workFolder), { force: true });
}

/** @throws Error that says how to start the local cloud, when none runs over this folder */
export function readLocalAccess(workFolder: string): LocalAccess {
  try {
    return JSON.parse(readFileSync(accessFile(workFolder), "utf8")) as LocalAccess;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    throw new Error(`no local cloud runs here: start one in another terminal (${callOf("dev")}), or pass --stack NAME`);
  }
}
