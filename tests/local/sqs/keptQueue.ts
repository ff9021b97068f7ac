import { Inventory } from "../../../local/base/inventory";
import { keptMaps } from "../../../local/base/keptMaps";
import { silentReport } from "../../../local/base/report";
import { createSqs } from "../../../local/services/sqs/createSqs";
import type { QueueAttributes, Sqs } from "../../../local/services/sqs/sqs";
import { HeldClock } from "../../support/heldClock";
import { KeptData } from "../../support/keptData";
import { localKms } from "../../support/kms";

const OPERATOR = { kind: "operator", arn: "arn:aws:iam::000000000000:root" } as const;

/** An SQS whose queues outlive it: `restart` is what `kill -9` and another start make of it. */
export class KeptSqs {
  readonly clock = new HeldClock(Date.parse("2026-03-01T12:00:00.000Z"));
  readonly #data = new KeptData();
  readonly #queues: Readonly<Record<string, QueueAttributes>>;
  #sqs!: Sqs;

  /** @param queues attributes by name: dead-letter queues before their sources */
  constructor(queues: Readonly<Record<string, QueueAttributes>>) {
    this.#queues = queues;
  }

  get sqs(): Sqs {
    return this.#sqs;
  }

  get bytes(): number {
    return this.#data.bytes("sqs");
  }

  async start(queues = this.#queues): Promise<void> {
    const { clock } = this;
    const deps = {
      ...{ clock, edgeUrl: "http://127.0.0.1:4510" },
      iam: { putResourcePolicy() {}, deleteResourcePolicy() {} } as never,
      ...{ kms: localKms(), inventory: new Inventory(silentReport) },
      metrics: { gauge: () => ({ remove() {} }) } as never,
    };
    this.#sqs = createSqs(deps, keptMaps(this.#data.open(), "sqs"));
    for (const [name, attributes] of Object.entries(queues)) await this.#sqs.createQueue(name, attributes);
    this.#sqs.resume();
  }

  /** Kills it, with so many bytes of its journal written, and starts it anew. */
  async restart(bytes = this.bytes, queues = this.#queues): Promise<void> {
    this.#data.cut("sqs", bytes);
    await this.#sqs.stop();
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
    this.#data.remove();
  }
}
