import { silentReport as report } from "../../../local/base/report";
import { kinesisControl } from "../../../local/control/kinesis";
import { stream } from "../../../local/resources/kinesis/stream";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { createKinesis } from "../../../local/services/kinesis/createKinesis";
import { HeldClock } from "../../support/heldClock";
import { localKms } from "../../support/kms";
import { inThisProcess } from "../callInProcess";
import type { Calls } from "../calls";
import type { Connect } from "../clients/client";
import { controlledBy, NOW, startFreshApi } from "../freshApi";
import type { Subject } from "../table";

/** The key of the account. */
export const KEY = "arn:aws:kms:us-east-1:000000000000:key/orders";

/** Calls of Kinesis's API, in an account that has no streams when a row begins, and a key. */
export function startKinesisControlSubject(connect: Connect = inThisProcess): Promise<Subject<Calls>> {
  return startFreshApi(connect, "kinesis", () => {
    const clock = new HeldClock(Date.parse(NOW));
    const [metrics, kms] = [createMetrics({ clock }), localKms()];
    kms.putKey(KEY);
    const kinesis = createKinesis({ clock, metrics, report });
    const resources = controlledBy([stream({ kinesis, kms, report })], "InvalidArgumentException");
    return { api: kinesisControl(kinesis.api, resources), clock, stop: () => metrics.stop() };
  });
}
