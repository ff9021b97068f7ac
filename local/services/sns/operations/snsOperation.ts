import type { Operation } from "../../../edge/awsApi";
import type { Permission, Principal } from "../../../iam/iam";
import { invalid } from "../publication";
import type { Publication } from "../sns";
import type { Subscription, Topic } from "../topic";

const ARN_PARTS = 6;

/** Topics and subscriptions, as the operations of the API see them. */
export interface SnsParts {
  topics: ReadonlyMap<string, Topic>;
  subscriptions: ReadonlyMap<string, Subscription>;
  /** @throws AwsError `NotFound` */
  topicOf(arn: string): Topic;
  accept(topicArn: string, publication: Publication): { messageId: string; sequenceNumber?: string };
  publishPermissions(principal: Principal, topicArn: string): readonly Permission[];
}

export type SnsOperation<Input extends object, Output extends object> = Operation<SnsParts, Input, Output>;

/** @throws AwsError `InvalidParameter` where there is none, or what there is is no ARN */
export function topicArnOf(topicArn: string | undefined): string {
  if (topicArn === undefined || topicArn === "") {
    throw invalid("TopicArn or TargetArn Reason: no value for required parameter");
  }
  const count = topicArn.split(":").length;
  if (count >= ARN_PARTS) return topicArn;
  throw invalid(`TopicArn Reason: An ARN must have at least ${ARN_PARTS} elements, not ${count}`);
}
