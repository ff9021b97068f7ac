import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
import type { Services } from "../../../local/services";
import { createSqs } from "../../../local/services/sqs/createSqs";
import { HeldClock } from "../../support/heldClock";
import { inThisProcess } from "../callInProcess";
import { answerOf, type Calls } from "../calls";
import type { Connect } from "../clients/client";
import type { Subject } from "../table";

/** Queues by name with their attributes, and calls on them. A call that names no queue is on the first. */
export interface SqsInput extends Calls {
  readonly queues: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Starts an SQS; a row's queues are made before its calls, and deleted afterwards. */
export async function startSqsSubject(connect: Connect = inThisProcess): Promise<Subject<SqsInput>> {
  const clock = new HeldClock(Date.parse("2026-03-01T12:00:00.000Z"));
  const edgeUrl = "http://127.0.0.1:4510";
  const iam = { putResourcePolicy() {}, deleteResourcePolicy() {} } as Partial<Services["iam"]> as Services["iam"];
  // Like SQS, it takes any key: whether there is one is found out when a message is sent.
  const kms = { encrypt() {} } as Partial<Services["kms"]> as Services["kms"];
  const metrics = { gauge: () => ({ remove() {} }) } as Partial<Services["metrics"]> as Services["metrics"];
  const sqs = createSqs({ clock, edgeUrl, iam, kms, inventory: new Inventory(silentReport), metrics });
  const client = await connect(sqs.api, "sqs");
  return {
    async answer(input) {
      const urls: Record<string, string> = {};
      for (const [name, attributes] of Object.entries(input.queues)) {
        urls[name.replace(".", "_")] = (await sqs.createQueue(name, attributes)).url;
      }
      const [QueueUrl] = Object.values(urls);
      try {
        return await answerOf(
          input,
          {
            call: (operation, parameters) =>
              client.call(operation, { ...(takesQueue(operation) && { QueueUrl }), ...parameters }),
            async wait(seconds) {
              clock.advance(seconds * 1000);
              await new Promise(setImmediate);
            },
          },
          urls,
        );
      } finally {
        const { QueueUrls = [] } = (await client.call("ListQueues", {})) as { QueueUrls?: string[] };
        for (const url of QueueUrls) await sqs.deleteQueue(url);
        // Names of queues are free again after a minute.
        clock.advance(60_000);
      }
    },
    async stop() {
      await sqs.stop();
      await client.close();
    },
  };
}

/** A client refuses parameters that an operation does not have. */
function takesQueue(operation: string): boolean {
  return !/^(CreateQueue|GetQueueUrl|ListQueues|.*MessageMoveTasks?)$/.test(operation);
}
