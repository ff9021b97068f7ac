import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { silentReport } from "../../../local/base/report";
import { type LocalCloud, start } from "../../../local/cloud";
import { until } from "../../support/until";

const ROOT = path.join(__dirname, "..", "..", "..");

export interface Links {
  approve: string;
  reject: string;
}

/** The system `ingestion`, wherever it runs, as its callers and those who approve see it. */
export class IngestionCalls {
  constructor(readonly outputs: Record<"url" | "approvalUrl" | "tableName", string>) {}

  get(query: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.outputs.url + query, { headers });
  }

  /** Sends an entry of which the PIN code is wrong, and returns its id. */
  async sendAlmostRight(userName: string): Promise<string> {
    const response = await this.get(`?user_name=${userName}&email=ada@example.com&pincode=1`);
    return ((await response.json()) as { id: string }).id;
  }

  /** The links that were sent for an entry. */
  async linksOf(id: string): Promise<Links> {
    const { text } = await until(async () => (await this.mails()).find((mail) => mail.text.includes(`v1.${id}.`)));
    const links = text.match(/https?:\S+\?token=\S+/g) ?? [];
    const [approve = "", reject = ""] = links.filter((link) => link.includes(`v1.${id}.`));
    return { approve, reject };
  }

  /** The status of an entry in the table, once it is no longer `pending`. */
  async settledStatus(userName: string): Promise<string> {
    return until(async () => {
      const { pending } = (await (await this.get("pending")).json()) as {
        pending: { fields: { user_name: string } }[];
      };
      if (pending.some(({ fields }) => fields.user_name === userName)) return undefined;
      const response = await this.get(`?user_name=${userName}&email=ada@example.com&pincode=1`);
      const answer = (await response.json()) as { status: string | number; entryStatus?: string };
      return answer.entryStatus ?? String(answer.status);
    });
  }

  async storedNames(): Promise<string[]> {
    const { entries } = (await (await this.get("?limit=1000")).json()) as { entries: { user_name: string }[] };
    return entries.map(({ user_name: name }) => name);
  }

  async mails(): Promise<{ text: string }[]> {
    const response = await fetch(new URL("/_local/mailbox.json", this.outputs.url));
    const { mails } = (await response.json()) as { mails: Record<string, unknown>[] };
    return mails.map((mail) => ({ text: String(mail.body ?? mail.message ?? mail.text) }));
  }
}

/** The system `ingestion` on this machine. */
export class IngestionUnderTest extends IngestionCalls {
  private constructor(
    readonly cloud: LocalCloud,
    outputs: IngestionCalls["outputs"],
    private readonly workFolder: string,
  ) {
    super(outputs);
  }

  /** @param settings of the system, besides an address that is asked to approve */
  static async start(settings: object, timeScale: number): Promise<IngestionUnderTest> {
    const workFolder = mkdtempSync(path.join(tmpdir(), "sluice-ingestion-"));
    const ingestion = { deletionProtection: false, approvalEmails: ["ada@example.com"], ...settings };
    const cloud = await start(
      { folder: ROOT, stack: "local", config: { systems: ["ingestion"], ingestion } },
      { port: 0, workFolder, report: silentReport, timeScale },
    );
    const outputs = cloud.outputs.ingestion?.value as IngestionCalls["outputs"];
    return new IngestionUnderTest(cloud, outputs, workFolder);
  }

  async stop(): Promise<void> {
    await this.cloud.stop();
    rmSync(this.workFolder, { recursive: true, force: true });
  }
}

/** Presses the button that a link's page shows. */
export function press(link: string): Promise<Response> {
  const { origin, pathname, searchParams } = new URL(link);
  return fetch(origin + pathname, {
    method: "POST",
    body: new URLSearchParams({ token: searchParams.get("token") ?? "" }),
  });
}
