import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
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
import { answerOf, type Calls } from "../calls";
import type { Connect } from "../clients/client";
import type { Subject } from "../table";

/** Calls of SNS's API, in an account that has no topics when a row begins. */
export async function startSnsControlSubject(connect: Connect = inThisProcess): Promise<Subject<Calls>> {
  const clock = new HeldClock(Date.parse("2026-03-01T12:00:00.000Z"));
  const iam: Partial<Services["iam"]> = { authorize() {}, putResourcePolicy() {}, deleteResourcePolicy() {} };
  const metrics: Partial<Services["metrics"]> = { put() {} };
  const sns = createSns({
    ...{ clock, report: silentReport, edgeUrl: "http://127.0.0.1:4510", kms: localKms() },
    ...{ iam: iam as Services["iam"], metrics: metrics as Services["metrics"] },
    ...{ lambda: {} as Services["lambda"], sqs: {} as Services["sqs"] },
  });
  const resources = new Controlled([topic({ sns }), topicSubscription({ sns })], new Inventory(silentReport), invalid);
  const client = await connect(snsControl(sns.api, resources), "sns");
  return {
    async answer(input) {
      try {
        return await answerOf(input, { call: client.call, wait: (seconds) => clock.advance(seconds * 1000) }, {});
      } finally {
        const types = ["aws:sns/topicSubscription:TopicSubscription", "aws:sns/topic:Topic"];
        for (const made of types.flatMap((type) => resources.all(type))) await resources.delete(made);
      }
    },
    async stop() {
      await client.close();
      await sns.stop();
    },
  };
}
