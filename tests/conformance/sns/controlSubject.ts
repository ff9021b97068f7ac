import { Inventory } from "../../../local/base/inventory";
import { silentReport as report } from "../../../local/base/report";
import { Controlled } from "../../../local/control/controlled";
import { snsControl } from "../../../local/control/sns";
import { topic } from "../../../local/resources/sns/topic";
import { topicSubscription } from "../../../local/resources/sns/topicSubscription";
import type { Services } from "../../../local/services";
import { createSns } from "../../../local/services/sns/createSns";
import { invalid } from "../../../local/services/sns/publication";
import { HeldClock } from "../../support/heldClock";
import { localKms } from "../../support/kms";
import { inThisProcess } from "../callInProcess";
import type { Calls } from "../calls";
import type { Connect } from "../clients/client";
import { NOW, startFreshApi } from "../freshApi";
import type { Subject } from "../table";

/** Calls of SNS's API, in an account that has no topics when a row begins. */
export function startSnsControlSubject(connect: Connect = inThisProcess): Promise<Subject<Calls>> {
  return startFreshApi(connect, "sns", () => {
    const clock = new HeldClock(Date.parse(NOW));
    const iam: Partial<Services["iam"]> = { authorize() {}, putResourcePolicy() {}, deleteResourcePolicy() {} };
    const metrics: Partial<Services["metrics"]> = { put() {} };
    const sns = createSns({
      ...{ clock, report, edgeUrl: "http://127.0.0.1:4510", kms: localKms() },
      ...{ iam: iam as Services["iam"], metrics: metrics as Services["metrics"] },
      ...{ lambda: {} as Services["lambda"], sqs: {} as Services["sqs"] },
    });
    const resources = new Controlled([topic({ sns }), topicSubscription({ sns })], new Inventory(report), invalid);
    return { api: snsControl(sns.api, resources), clock, stop: () => sns.stop() };
  });
}
