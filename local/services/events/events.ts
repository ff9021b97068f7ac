import type { AwsService } from "../../edge/awsService";

export interface EventRuleSpec {
  arn: string;
  name: string;
  /** Name of its bus. @default the default bus */
  bus?: string;
  /** JSON: what an event must look like. */
  pattern?: string;
  /** `rate(...)` or `cron(...)`, in UTC: when the rule has an event of its own. */
  schedule?: string;
  enabled: boolean;
}

/** A template and what fills it in: its own names, each with a path into the event. */
export interface InputTransformer {
  inputPaths?: Readonly<Record<string, string>>;
  inputTemplate: string;
}

/** One that a rule tells, and the form in which it learns of an event. */
export interface EventTarget {
  /** Unique within its rule. */
  id: string;
  /** ARN of a function, a queue, a topic or a state machine. */
  arn: string;
  /** In the name of which it is told. @default EventBridge itself, as far as the target's own policy lets it */
  roleArn?: string;
  /** JSON that it gets instead of the event. */
  input?: string;
  /** The part of the event that it gets. @default the whole event */
  inputPath?: string;
  inputTransformer?: InputTransformer;
  /** For a FIFO queue. */
  messageGroupId?: string;
  /** Gets the events that the target did not get. */
  deadLetterQueueArn?: string;
}

export interface EventTargetSpec extends EventTarget {
  ruleArn: string;
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

/** EventBridge: buses, rules, and what they bring to their targets. */
export interface Events {
  /** Operations that need no resource handler: those on a program's own events. */
  readonly api: AwsService;
  /** Makes a bus beside the default one. @throws AwsError `ResourceAlreadyExistsException` */
  createBus(name: string): void;
  /** @throws AwsError `ValidationException` for the default bus, and for one with rules */
  deleteBus(name: string): void;
  /** @throws AwsError `ResourceNotFoundException` */
  checkBus(name: string): void;
  /** Creates or changes. @throws AwsError `InvalidEventPatternException`, `ValidationException` for a schedule */
  putRule(spec: EventRuleSpec): void;
  /** Tells if an event has the form of a pattern. @throws AwsError `InvalidEventPatternException` */
  matches(pattern: string, event: unknown): boolean;
  /** Takes its targets with it. */
  deleteRule(arn: string): void;
  /** @param name of a rule @throws AwsError `ResourceNotFoundException` */
  ruleArn(name: string, bus?: string): string;
  /** @throws AwsError `ValidationException` for what is no target here */
  checkTarget(target: EventTarget): void;
  /** Creates or changes. @throws AwsError `ResourceNotFoundException`, or as `checkTarget` */
  putTarget(spec: EventTargetSpec): void;
  deleteTarget(ruleArn: string, id: string): void;
  /** @param bus by its name; an event for one that is not there reaches nobody. @default the default bus */
  emit(event: ServiceEvent, bus?: string): void;
  /** Resolves once nothing is under way to a target. */
  delivered(): Promise<void>;
  stop(): void;
}
