import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { nothingKept } from "../../../local/base/dataFolder";
import { silentReport } from "../../../local/base/report";
import { createEdge, type Edge } from "../../../local/edge/edge";
import { createIam } from "../../../local/iam/createIam";
import type { Credentials, Iam } from "../../../local/iam/iam";
import { createKms } from "../../../local/services/kms/createKms";
import type { Kms } from "../../../local/services/kms/kms";
import { createS3 } from "../../../local/services/s3/createS3";
import { type Notifications, noNotifications } from "../../../local/services/s3/notifications";
import type { S3 } from "../../../local/services/s3/s3";
import { HeldClock } from "../../support/heldClock";

export const NOW = Date.parse("2026-03-01T12:00:00.000Z");
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
});

/** S3 behind a real edge, which decides who may; clients are AWS's own, with no setting but the endpoint. */
export class S3UnderTest {
  readonly clock = new HeldClock(NOW);
  readonly #clients: S3Client[] = [];
  /** Where the local cloud writes. */
  readonly folder: string;
  #roles = 0;

  private constructor(
    readonly iam: Iam,
    readonly kms: Kms,
    readonly s3: S3,
    readonly edge: Edge,
    folder: string,
  ) {
    this.folder = folder;
  }

  static async start(notifications: Notifications = noNotifications, data = nothingKept): Promise<S3UnderTest> {
    const folder = mkdtempSync(path.join(tmpdir(), "s3-"));
    const iam = createIam({ report: silentReport });
    const kms = createKms({ iam });
    const edge = await createEdge({ iam, report: silentReport }, { port: 0, host: "127.0.0.1" });
    const s3 = createS3({
      clock: new HeldClock(NOW),
      data,
      iam,
      kms,
      notifications,
      report: silentReport,
      workFolder: folder,
    });
    edge.register(s3.api);
    return new S3UnderTest(iam, kms, s3, edge, folder);
  }

  /** A client of the person at the laptop, who may do everything. */
  operator(): S3Client {
    return this.#client(this.iam.operator);
  }

  /** A client of a role that may do what the statements say. */
  role(...statements: readonly Record<string, unknown>[]): S3Client {
    const name = `role-${this.#roles++}`;
    const arn = `arn:aws:iam::000000000000:role/${name}`;
    this.iam.putRole({ arn, name, trustPolicy: TRUST });
    if (statements.length > 0) {
      this.iam.putRolePolicy(arn, "own", JSON.stringify({ Version: "2012-10-17", Statement: statements }));
    }
    return this.#client(this.iam.assumeRole(arn, "session", "lambda.amazonaws.com").credentials);
  }

  /** How many files objects take. */
  get files(): number {
    return readdirSync(path.join(this.folder, "s3")).length;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.edge.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #client(credentials: Credentials): S3Client {
    const client = new S3Client({ endpoint: this.edge.url, region: "us-east-1", credentials, maxAttempts: 1 });
    this.#clients.push(client);
    return client;
  }
}
