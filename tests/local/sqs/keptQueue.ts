import { mkdtempSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type DataFolder, openDataFolder } from "../../../local/base/dataFolder";
import { keptMaps } from "../../../local/base/keptMaps";
import { silentReport } from "../../../local/base/report";
import { createSqs } from "../../../local/services/sqs/createSqs";
import type { QueueAttributes, Sqs } from "../../../local/services/sqs/sqs";
import { HeldClock } from "../../support/heldClock";

const OPERATOR = { kind: "operator", arn: "arn:aws:iam::000000000000:root" } as const;

/** An SQS whose queues outlive it: `restart` is what `kill -9` and another start make of it. */
export class KeptSqs {
  readonly clock = new HeldClock(Date.parse("2026-03-01T12:00:00.000Z"));
  readonly #folder = mkdtempSync(path.join(tmpdir(), "sluice-sqs-"));
  readonly #queues: Readonly<Record<string, QueueAttributes>>;
  #data!: DataFolder;
  #sqs!: Sqs;

  /** @param queues attributes by name: dead-letter queues before their sources */
  constructor(queues: Readonly<Record<string, QueueAttributes>>) {
    this.#queues = queues;
  }

  get sqs(): Sqs {
    return this.#sqs;
  }

  get bytes(): number {
    return statSync(this.#journal).size;
  }

  async start(queues = this.#queues): Promise<void> {
    const { clock } = this;
    this.#data = openDataFolder(this.#folder, { project: "p", stack: "s" }, { clock, report: silentReport });
    const deps = {
      ...{ clock, edgeUrl: "http://127.0.0.1:4510" },
      iam: { putResourcePolicy() {}, deleteResourcePolicy() {} } as never,
      metrics: { gauge: () => ({ remove() {} }) } as never,
    };
    this.#sqs = createSqs(deps, keptMaps(this.#data, "sqs"));
    for (const [name, attributes] of Object.entries(queues)) await this.#sqs.createQueue(name, attributes);
    this.#sqs.resume();
  }

  /** Kills it, with so many bytes of its journal written, and starts it anew. */
  async restart(bytes = this.bytes, queues = this.#queues): Promise<void> {
    this.#data.close();
    await this.#sqs.stop();
    truncateSync(this.#journal, bytes);
    await this.start(queues);
  }

  /** Calls an operation of the API on a queue. @throws AwsError */
  async call<Result>(operation: string, queueName: string, params: object = {}): Promise<Result> {
    const QueueUrl = `http://127.0.0.1:4510/000000000000/${queueName}`;
    const call = { operation, params: { QueueUrl, ...params }, principal: OPERATOR };
    const answer = await this.#sqs.api.prepare(call).run();
    return ("result" in answer ? answer.result : {}) as Result;
  }

  close(): void {
    this.#data.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #journal(): string {
    return path.join(this.#folder, "sqs", "journal");
  }
}
