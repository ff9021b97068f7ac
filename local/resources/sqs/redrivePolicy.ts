import type { Properties, ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";

/** `aws.sqs.RedrivePolicy`: where a queue's messages go that were received too often. */
export function redrivePolicy(services: Pick<Services, "sqs">): ResourceHandler {
  return attributeResource(services, "RedrivePolicy");
}

/** `aws.sqs.RedriveAllowPolicy`: which queues may use this one as their dead-letter queue. */
export function redriveAllowPolicy(services: Pick<Services, "sqs">): ResourceHandler {
  return attributeResource(services, "RedriveAllowPolicy");
}

/** A resource that sets one attribute of a queue, named as the resource is. */
function attributeResource(
  { sqs }: Pick<Services, "sqs">,
  attribute: "RedrivePolicy" | "RedriveAllowPolicy",
): ResourceHandler {
  const property = `${attribute.charAt(0).toLowerCase()}${attribute.slice(1)}`;
  const put = async (properties: Properties) => {
    const queueUrl = String(properties.queueUrl);
    await sqs.setAttributes(queueUrl, { [attribute]: String(properties[property]) });
    return { id: queueUrl, state: { ...properties } };
  };
  return {
    type: `aws:sqs/${property}:${attribute}`,
    properties: { queueUrl: "honoured", [property]: "honoured" },
    replaceOn: ["queueUrl"],
    create: (_context, properties) => put(properties),
    update: (_context, _current, properties) => put(properties),
    delete: (_context, current) => sqs.setAttributes(current.id, { [attribute]: "" }),
  };
}
