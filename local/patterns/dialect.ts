/** Operators that compare a value of an event. */
export type Operator =
  | "anything-but"
  | "cidr"
  | "equals-ignore-case"
  | "exists"
  | "numeric"
  | "prefix"
  | "suffix"
  | "wildcard";

/** The operators that a service has, of those that patterns know. */
export interface Dialect {
  readonly operators: readonly Operator[];
  /** Operators that `anything-but` may have inside. */
  readonly anythingBut: readonly Operator[];
  /** `prefix` and `suffix` may have `equals-ignore-case` inside. */
  readonly ignoresCaseAtEnds: boolean;
}

/** Source: Amazon EventBridge User Guide, "Comparison operators for use in event patterns in Amazon EventBridge". */
export const EVENT_BRIDGE: Dialect = {
  operators: ["anything-but", "cidr", "equals-ignore-case", "exists", "numeric", "prefix", "suffix", "wildcard"],
  anythingBut: ["equals-ignore-case", "prefix", "suffix", "wildcard"],
  ignoresCaseAtEnds: true,
};

/** Source: Amazon SNS Developer Guide, "String value matching", "Numeric value matching", "Attribute key matching". */
export const SNS: Dialect = {
  operators: ["anything-but", "cidr", "equals-ignore-case", "exists", "numeric", "prefix", "suffix"],
  anythingBut: ["prefix"],
  ignoresCaseAtEnds: false,
};

/** Source: AWS Lambda Developer Guide, "Filter rule syntax". */
export const LAMBDA: Dialect = {
  operators: ["anything-but", "equals-ignore-case", "exists", "numeric", "prefix", "suffix"],
  anythingBut: [],
  ignoresCaseAtEnds: false,
};
