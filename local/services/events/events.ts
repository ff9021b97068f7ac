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

/** Something that has happened, as a service or a caller tells it. */
export interface ServiceEvent {
  /** `"aws.ecs"` */
  source: string;
  /** `"ECS Task State Change"` */
  detailType: string;
  /** ARNs where a service tells it, and any texts where a caller does: it happened to these. */
  resources: readonly string[];
  detail: Readonly<Record<string, unknown>>;
  /** @default a new one */
  id?: string;
  /** Milliseconds since the Unix epoch. @default now */
  time?: number;
}

/** EventBridge's default bus: rules, and what they bring to functions and queues. */
export interface Events {
  /** Creates or changes. @throws AwsError `InvalidEventPatternException` */
  putRule(spec: EventRuleSpec): void;
  /** Tells if an event has the form of a pattern. @throws AwsError `InvalidEventPatternException` */
  matches(pattern: string, event: unknown): boolean;
  /** Takes its targets with it. */
  deleteRule(arn: string): void;
  /** @param name of a rule @throws AwsError `ResourceNotFoundException` */
  ruleArn(name: string): string;
  /** @throws AwsError `ValidationException` for what is no target here */
  checkTarget(arn: string): void;
  /** Creates or changes. @throws AwsError `ResourceNotFoundException`, or as `checkTarget` */
  putTarget(spec: EventTargetSpec): void;
  deleteTarget(ruleArn: string, id: string): void;
  emit(event: ServiceEvent): void;
  /** Resolves once nothing is under way to a target. */
  delivered(): Promise<void>;
}
