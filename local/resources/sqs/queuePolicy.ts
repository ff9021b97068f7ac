import type { Properties, ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";

interface QueuePolicyInputs {
  queueUrl: string;
  policy: string;
}

/** `aws.sqs.QueuePolicy`: the same policy as `aws.sqs.Queue`'s own `policy`, of which a queue has one; the last one set counts. */
export function queuePolicy({ sqs }: Pick<Services, "sqs">): ResourceHandler {
  const put = async (properties: Properties) => {
    const { queueUrl, policy } = properties as unknown as QueuePolicyInputs;
    await sqs.setAttributes(queueUrl, { Policy: policy });
    return { id: queueUrl, state: { ...properties } };
  };
  return {
    type: "aws:sqs/queuePolicy:QueuePolicy",
    properties: { queueUrl: "honoured", policy: "honoured" },
    replaceOn: ["queueUrl"],
    create: (_context, properties) => put(properties),
    update: (_context, _current, properties) => put(properties),
    delete: (_context, current) => sqs.setAttributes(current.id, { Policy: "" }),
  };
}
