import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
import { createIam } from "../../../local/iam/createIam";
import type { Iam } from "../../../local/iam/iam";
import type { Services } from "../../../local/services";
import { createSqs } from "../../../local/services/sqs/createSqs";
import { grantRole, NOW, type RestApiUnderTest, startRestApi } from "../../local/apigateway/restApiUnderTest";
import { HeldClock } from "../../support/heldClock";
import { localKms } from "../../support/kms";
import { callInProcess } from "../callInProcess";
import { type HttpAsk, picked, sent } from "../httpAnswer";
import type { Subject } from "../table";

/** A method that sends a form to a queue, a request to it, and what of the answer and the message is looked at. */
export interface QueueInput {
  readonly template: string;
  readonly request: HttpAsk;
  /** `"answer"`, as JSON, or what follows `event.`: the message. */
  readonly see: readonly string[];
}

/** Starts an API and a queue a row. */
export async function startQueueSubject(): Promise<Subject<QueueInput>> {
  return {
    async answer({ template, request, see }) {
      let api: RestApiUnderTest | undefined;
      // The queue asks the API's own permissions, which are there once it is started.
      const iam = new Proxy({} as Iam, {
        get: (_, name) => Reflect.get(api?.iam ?? createIam({ report: silentReport }), name),
      });
      const metrics = { gauge: () => ({ remove() {} }) };
      const sqs = createSqs({
        ...{ clock: new HeldClock(NOW), iam, kms: localKms(), inventory: new Inventory(silentReport) },
        ...{ metrics, edgeUrl: "http://127.0.0.1:4510" },
      } as unknown as Services);
      const { url } = await sqs.createQueue("hooks", {});
      api = await startRestApi({
        services: { sqs },
        methods: [
          {
            route: "POST /hooks",
            integration: {
              type: "AWS",
              service: "sqs",
              path: "000000000000/hooks",
              credentialsArn: "arn:aws:iam::000000000000:role/integration",
              passthroughBehavior: "NEVER",
              requestParameters: {
                "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'",
              },
              requestTemplates: { "application/json": template },
            },
          },
        ],
      });
      try {
        grantRole(api.iam, "sqs:SendMessage", "*");
        const received = await api.send("POST", "/hooks", sent(request));
        const { Messages: [message] = [] } = (await callInProcess(sqs.api, "ReceiveMessage", {
          ...{ QueueUrl: url, MessageAttributeNames: ["All"] },
        })) as { Messages?: unknown[] };
        const answer = picked(see, received, message);
        return see.includes("answer") ? { ...answer, answer: JSON.parse(received.body) } : answer;
      } finally {
        await api.stop();
        await sqs.stop();
      }
    },
    stop: async () => {},
  };
}
