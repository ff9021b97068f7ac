import type { Operation } from "../../../edge/awsApi";
import type { Permission, Principal } from "../../../iam/iam";
import { invalid } from "../publication";
import type { Publication } from "../sns";
import type { Subscription, Topic } from "../topic";

/** Topics and subscriptions, as the operations of the API see them. */
export interface SnsParts {
  topics: ReadonlyMap<string, Topic>;
  subscriptions: ReadonlyMap<string, Subscription>;
  /** @throws AwsError `NotFound` */
  topicOf(arn: string): Topic;
  accept(topicArn: string, publication: Publication): { messageId: string };
  publishPermissions(principal: Principal, topicArn: string): readonly Permission[];
}

export type SnsOperation<Input extends object, Output extends object> = Operation<SnsParts, Input, Output>;

/** @throws AwsError `InvalidParameter` where there is none */
export function topicArnOf(topicArn: string | undefined): string {
  if (topicArn !== undefined && topicArn !== "") return topicArn;
  throw invalid("TopicArn or TargetArn Reason: no value for required parameter");
}
