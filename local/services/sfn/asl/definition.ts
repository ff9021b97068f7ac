import type { Json } from "./json";

export type QueryLanguage = "JSONPath" | "JSONata";

/** A part of a state machine that runs by itself: the whole of it, a branch, or what a Map does with an item. */
export interface Block {
  StartAt: string;
  States: Readonly<Record<string, State>>;
}

export interface Definition extends Block {
  TimeoutSeconds?: number;
  /** The language of each state that does not name its own, those within Map and Parallel states included. @default "JSONPath" */
  QueryLanguage?: QueryLanguage;
}

export type State =
  | TaskState
  | PassState
  | WaitState
  | ChoiceState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;

/** Values of variables, as templates of the state's query language. */
export type Assign = Readonly<Record<string, Json>>;

/** A number, or in a JSONata state an expression that makes one. */
type NumberOrExpression = number | string;

interface Common {
  QueryLanguage?: QueryLanguage;
}

interface Following extends Common {
  Next?: string;
  End?: boolean;
  Assign?: Assign;
}

interface Piped {
  /** `null`: an empty object. */
  InputPath?: string | null;
  OutputPath?: string | null;
  /** JSONata's, instead of the two. */
  Output?: Json;
}

interface WithResult {
  /** `null`: the result is dropped. */
  ResultPath?: string | null;
  ResultSelector?: Json;
}

export interface Retrier {
  ErrorEquals: readonly string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: "NONE" | "FULL";
}

export interface Catcher {
  ErrorEquals: readonly string[];
  Next: string;
  ResultPath?: string | null;
  Output?: Json;
  Assign?: Assign;
}

export interface Resilient {
  Retry?: readonly Retrier[];
  Catch?: readonly Catcher[];
}

export interface TaskState extends Following, Piped, WithResult, Resilient {
  Type: "Task";
  Resource: string;
  Parameters?: Json;
  Arguments?: Json;
  TimeoutSeconds?: NumberOrExpression;
  TimeoutSecondsPath?: string;
  HeartbeatSeconds?: NumberOrExpression;
  HeartbeatSecondsPath?: string;
}

export interface PassState extends Following, Piped {
  Type: "Pass";
  Result?: Json;
  Parameters?: Json;
  ResultPath?: string | null;
}

export interface WaitState extends Following, Piped {
  Type: "Wait";
  Seconds?: NumberOrExpression;
  SecondsPath?: string;
  Timestamp?: string;
  TimestampPath?: string;
}

export interface ChoiceState extends Common, Piped {
  Type: "Choice";
  Choices: readonly (Rule & { Next: string })[];
  Default?: string;
  /** Set where no rule holds. */
  Assign?: Assign;
}

/** `{ Variable, <operator>: operand }`, or rules joined by And, Or and Not; in a JSONata state `{ Condition }`. */
export type Rule = Readonly<Record<string, Json>>;

export interface SucceedState extends Common, Piped {
  Type: "Succeed";
}

export interface FailState extends Common {
  Type: "Fail";
  Error?: string;
  ErrorPath?: string;
  Cause?: string;
  CausePath?: string;
}

export interface ParallelState extends Following, Piped, WithResult, Resilient {
  Type: "Parallel";
  Branches: readonly Block[];
  Parameters?: Json;
  Arguments?: Json;
}

export interface MapState extends Following, Piped, WithResult, Resilient {
  Type: "Map";
  ItemProcessor?: Block;
  /** The older name of `ItemProcessor`. */
  Iterator?: Block;
  ItemsPath?: string;
  /** JSONata's name of `ItemsPath`. */
  Items?: Json;
  ItemSelector?: Json;
  /** The older name of `ItemSelector`. */
  Parameters?: Json;
  MaxConcurrency?: NumberOrExpression;
  MaxConcurrencyPath?: string;
  ToleratedFailureCount?: NumberOrExpression;
  ToleratedFailureCountPath?: string;
  ToleratedFailurePercentage?: NumberOrExpression;
  ToleratedFailurePercentagePath?: string;
}

/** The language of a state in a machine of this one. */
export function languageOf(
  { QueryLanguage }: { QueryLanguage?: QueryLanguage },
  ofMachine: QueryLanguage,
): QueryLanguage {
  return QueryLanguage ?? ofMachine;
}
