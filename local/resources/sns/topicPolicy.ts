import { ACCOUNT_ID } from "../../base/arn";
import type { Properties, ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";

/** `aws.sns.TopicPolicy`: the same policy as `aws.sns.Topic`'s own `policy`, of which a topic has one; the last one set counts. */
export function topicPolicy({ sns }: Pick<Services, "sns">): ResourceHandler {
  const put = async (properties: Properties) => {
    const topicArn = String(properties.arn);
    sns.setPolicy(topicArn, String(properties.policy));
    return { id: topicArn, state: { ...properties, owner: ACCOUNT_ID } };
  };
  return {
    type: "aws:sns/topicPolicy:TopicPolicy",
    properties: { arn: "honoured", policy: "honoured" },
    replaceOn: ["arn"],
    create: (_context, properties) => put(properties),
    update: (_context, _current, properties) => put(properties),
    delete: async (_context, current) => sns.setPolicy(current.id, undefined),
  };
}
