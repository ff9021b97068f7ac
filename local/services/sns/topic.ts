import type { FifoTopic } from "./fifoTopic";
import type { Wanted } from "./filterPolicy";
import type { SubscriptionSpec, TopicSpec } from "./sns";

/** A topic, with its policy as `GetTopicAttributes` shows it. */
export interface Topic {
  spec: TopicSpec;
  policy: string;
  /** Set for FIFO topics. */
  fifo?: FifoTopic;
}

export interface Subscription {
  spec: SubscriptionSpec;
  wants: Wanted;
}
