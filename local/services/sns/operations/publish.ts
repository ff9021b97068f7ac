import type { PublishCommandInput, PublishCommandOutput } from "@aws-sdk/client-sns";
import type { Request } from "../../../edge/wireTypes";
import { invalid, readPublication } from "../publication";
import { type SnsOperation, topicArnOf } from "./snsOperation";

export const publish: SnsOperation<PublishCommandInput, PublishCommandOutput> = {
  parameters: { Message: "text?", TopicArn: "text?", TargetArn: "text?" },
  permissions: (input, { publishPermissions }, { principal }) => publishPermissions(principal, targetOf(input)),
  run(input, { accept }) {
    const { messageId, sequenceNumber } = accept(targetOf(input), readPublication(input));
    return { MessageId: messageId, ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }) };
  },
};

function targetOf({ PhoneNumber, TopicArn, TargetArn }: Request<PublishCommandInput>): string {
  if (PhoneNumber !== undefined) throw invalid("PhoneNumber Reason: the local cloud sends no text messages");
  return topicArnOf(TopicArn ?? TargetArn);
}
