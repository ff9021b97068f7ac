import { ACCOUNT_ID, arn } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { TopicSpec } from "../../services/sns/sns";

interface TopicInputs {
  name?: string;
  displayName?: string;
  contentBasedDeduplication?: boolean;
  fifoThroughputScope?: string;
  fifoTopic?: boolean;
  kmsMasterKeyId?: string;
  policy?: string;
}

const MAX_NAME_LENGTH = 256;

const FIFO_SUFFIX = ".fifo";
const SCOPES = ["Topic", "MessageGroup"] as const;

/** `aws.sns.Topic`. */
export function topic({ sns }: Pick<Services, "sns">): ResourceHandler {
  const put = (topicArn: string, name: string, inputs: Properties): ResourceState => {
    const { displayName, kmsMasterKeyId, policy } = inputs as TopicInputs;
    const fifo = fifoOf(inputs);
    sns.putTopic({
      arn: topicArn,
      name,
      ...(displayName && { displayName }),
      ...(kmsMasterKeyId && { kmsMasterKeyId }),
      ...(fifo && { fifo }),
    });
    if (policy !== undefined) sns.setPolicy(topicArn, policy);
    return { id: topicArn, state: { fifoTopic: false, ...inputs, name, arn: topicArn, owner: ACCOUNT_ID } };
  };
  return {
    type: "aws:sns/topic:Topic",
    properties: {
      name: "honoured",
      contentBasedDeduplication: "honoured",
      displayName: "honoured",
      fifoThroughputScope: "honoured",
      fifoTopic: "honoured",
      kmsMasterKeyId: "honoured",
      policy: "honoured",
      signatureVersion: { noEffect: "messages are not signed here" },
      tracingConfig: { noEffect: "nothing is traced here" },
    },
    replaceOn: ["name", "fifoTopic"],
    async create(context, inputs) {
      check(inputs);
      const name = physicalName(context, inputs);
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

/** A FIFO topic's name ends with `.fifo`, which auto-naming adds behind its digits. */
function physicalName(context: ResourceContext, { name, fifoTopic }: TopicInputs): string {
  const suffix = fifoTopic ? FIFO_SUFFIX : "";
  return name ?? context.physicalName(undefined, MAX_NAME_LENGTH - suffix.length) + suffix;
}

function fifoOf({ fifoTopic, contentBasedDeduplication = false, fifoThroughputScope }: TopicInputs): TopicSpec["fifo"] {
  if (!fifoTopic) return undefined;
  const scope = SCOPES.find((each) => each === (fifoThroughputScope ?? "Topic"));
  if (scope === undefined) {
    throw new Error(`fifoThroughputScope must be ${SCOPES.join(" or ")}, got "${fifoThroughputScope}"`);
  }
  return { deduplicatesByContent: contentBasedDeduplication, scope };
}

function check({ name, fifoTopic = false, contentBasedDeduplication, fifoThroughputScope }: TopicInputs): void {
  if (!fifoTopic && contentBasedDeduplication) {
    throw new Error("contentBasedDeduplication: only a FIFO topic deduplicates; set fifoTopic, or unset this");
  }
  if (!fifoTopic && fifoThroughputScope !== undefined) {
    throw new Error("fifoThroughputScope: only a FIFO topic has one; set fifoTopic, or unset this");
  }
  if (name === undefined) return;
  if (!/^[\w-]{1,256}$/.test(name.replace(/\.fifo$/, "")) || name.length > MAX_NAME_LENGTH) {
    throw new Error(`name: "${name}" is no name for a topic: at most 256 letters, digits, hyphens and underscores`);
  }
  if (name.endsWith(FIFO_SUFFIX) !== fifoTopic) {
    throw new Error(`name: "${name}" must ${fifoTopic ? "" : "not "}end with ${FIFO_SUFFIX}, as fifoTopic says`);
  }
}
