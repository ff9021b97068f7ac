import type { Json } from "./json";

/** A part of a state machine that runs by itself: the whole of it, a branch, or what a Map does with an item. */
export interface Block {
  StartAt: string;
  States: Readonly<Record<string, State>>;
}

export interface Definition extends Block {
  TimeoutSeconds?: number;
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

interface Following {
  Next?: string;
  End?: boolean;
}

interface Piped {
  /** `null`: an empty object. */
  InputPath?: string | null;
  OutputPath?: string | null;
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
}

export interface Resilient {
  Retry?: readonly Retrier[];
  Catch?: readonly Catcher[];
}

export interface TaskState extends Following, Piped, WithResult, Resilient {
  Type: "Task";
  Resource: string;
  Parameters?: Json;
  TimeoutSeconds?: number;
  TimeoutSecondsPath?: string;
  HeartbeatSeconds?: number;
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
  Seconds?: number;
  SecondsPath?: string;
  Timestamp?: string;
  TimestampPath?: string;
}

export interface ChoiceState extends Piped {
  Type: "Choice";
  Choices: readonly (Rule & { Next: string })[];
  Default?: string;
}

/** `{ Variable, <operator>: operand }`, or rules joined by And, Or and Not. */
export type Rule = Readonly<Record<string, Json>>;

export interface SucceedState extends Piped {
  Type: "Succeed";
}

export interface FailState {
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
}

export interface MapState extends Following, Piped, WithResult, Resilient {
  Type: "Map";
  ItemProcessor?: Block;
  /** The older name of `ItemProcessor`. */
  Iterator?: Block;
  ItemsPath?: string;
  ItemSelector?: Json;
  /** The older name of `ItemSelector`. */
  Parameters?: Json;
  MaxConcurrency?: number;
  MaxConcurrencyPath?: string;
}
