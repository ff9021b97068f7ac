import { ACCOUNT_ID, arn } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";

interface TopicInputs {
  name?: string;
  displayName?: string;
  fifoTopic?: boolean;
  kmsMasterKeyId?: string;
  policy?: string;
}

const MAX_NAME_LENGTH = 256;

/** `aws.sns.Topic`: a standard topic. */
export function topic({ sns }: Pick<Services, "sns">): ResourceHandler {
  const put = (topicArn: string, name: string, inputs: Properties): ResourceState => {
    const { displayName, kmsMasterKeyId, policy } = inputs as TopicInputs;
    sns.putTopic({
      arn: topicArn,
      name,
      ...(displayName && { displayName }),
      ...(kmsMasterKeyId && { kmsMasterKeyId }),
    });
    if (policy !== undefined) sns.setPolicy(topicArn, policy);
    return { id: topicArn, state: { fifoTopic: false, ...inputs, name, arn: topicArn, owner: ACCOUNT_ID } };
  };
  return {
    type: "aws:sns/topic:Topic",
    properties: {
      name: "honoured",
      displayName: "honoured",
      fifoTopic: "honoured",
      kmsMasterKeyId: "honoured",
      policy: "honoured",
      signatureVersion: { noEffect: "messages are not signed here" },
      tracingConfig: { noEffect: "nothing is traced here" },
    },
    replaceOn: ["name", "fifoTopic"],
    async create(context, inputs) {
      check(inputs);
      const name = context.physicalName(inputs.name, MAX_NAME_LENGTH);
      return put(arn("sns", name), name, inputs);
    },
    async update(_context, current, inputs) {
      check(inputs);
      if (current.state.policy !== undefined && inputs.policy === undefined) sns.setPolicy(current.id, undefined);
      return put(current.id, String(current.state.name), inputs);
    },
    delete: async (_context, current) => sns.deleteTopic(current.id),
  };
}

function check({ name, fifoTopic }: TopicInputs): void {
  if (fifoTopic) throw new Error("fifoTopic must not be true locally: FIFO topics are not supported here yet");
  if (name !== undefined && !/^[\w-]{1,256}$/.test(name)) {
    throw new Error(`name: "${name}" is no name for a topic: at most 256 letters, digits, hyphens and underscores`);
  }
}
