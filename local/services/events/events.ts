export interface EventRuleSpec {
  arn: string;
  name: string;
  /** JSON: what an event must look like. */
  pattern: string;
  enabled: boolean;
}

export interface EventTargetSpec {
  ruleArn: string;
  /** Unique within its rule. */
  id: string;
  /** ARN of a function or a queue. */
  arn: string;
}

/** Something that has happened to a resource, as a service tells it. */
export interface ServiceEvent {
  /** `"aws.ecs"` */
  source: string;
  /** `"ECS Task State Change"` */
  detailType: string;
  /** ARNs of what it happened to. */
  resources: readonly string[];
  detail: Readonly<Record<string, unknown>>;
}

/** EventBridge's default bus: rules, and what they bring to functions and queues. */
export interface Events {
  /** Creates or changes. @throws AwsError `InvalidEventPatternException` */
  putRule(spec: EventRuleSpec): void;
  /** Takes its targets with it. */
  deleteRule(arn: string): void;
  /** @param name of a rule @throws AwsError `ResourceNotFoundException` */
  ruleArn(name: string): string;
  /** Creates or changes. @throws AwsError `ResourceNotFoundException`, `ValidationException` for what is no target here */
  putTarget(spec: EventTargetSpec): void;
  deleteTarget(ruleArn: string, id: string): void;
  emit(event: ServiceEvent): void;
  /** Resolves once nothing is under way to a target. */
  delivered(): Promise<void>;
}
