import { AwsError } from "../../../local/base/awsError";
import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
import { Controlled } from "../../../local/control/controlled";
import { kinesisControl } from "../../../local/control/kinesis";
import { stream } from "../../../local/resources/kinesis/stream";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { createKinesis } from "../../../local/services/kinesis/createKinesis";
import { HeldClock } from "../../support/heldClock";
import { localKms } from "../../support/kms";
import { inThisProcess } from "../callInProcess";
import { answerOf, type Calls } from "../calls";
import type { Connect } from "../clients/client";
import type { Subject } from "../table";

/** The key of the account. */
export const KEY = "arn:aws:kms:us-east-1:000000000000:key/orders";

/** Calls of Kinesis's API, in an account that has no streams when a row begins, and a key. */
export async function startKinesisControlSubject(connect: Connect = inThisProcess): Promise<Subject<Calls>> {
  const clock = new HeldClock(Date.parse("2026-03-01T12:00:00.000Z"));
  const metrics = createMetrics({ clock });
  const kms = localKms();
  kms.putKey(KEY);
  const kinesis = createKinesis({ clock, metrics, report: silentReport });
  const handler = stream({ kinesis, kms, report: silentReport });
  const refuse = (message: string) => new AwsError("InvalidArgumentException", message);
  const resources = new Controlled([handler], new Inventory(silentReport), refuse);
  const client = await connect(kinesisControl(kinesis.api, resources), "kinesis");
  return {
    async answer(input) {
      try {
        return await answerOf(input, { call: client.call, wait: (seconds) => clock.advance(seconds * 1000) }, {});
      } finally {
        for (const made of resources.all(handler.type)) await resources.delete(made);
      }
    },
    async stop() {
      await client.close();
      metrics.stop();
    },
  };
}
